import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { UsageError } from '../core/errors.ts';

/**
 * The range lies below the ports that systems give to outgoing connections: a server that is killed and restarted must not
 * find that a client has taken its port in the meantime.
 */
const FROM = 15_000;
const PORTS = 15_000;
const MAX_TRIES = 100;

/**
 * Finds free loopback ports. All are held until the last is found, so that they differ.
 * @throws {UsageError} when there are none
 */
export async function freePorts(count: number): Promise<readonly number[]> {
  const held = new Map<number, Server>();
  for (let tries = 0; held.size < count; tries++) {
    if (tries === MAX_TRIES) {
      throw new UsageError(
        'FREE_PORT_NOT_FOUND',
        `No free port was found on 127.0.0.1 in ${MAX_TRIES} tries from ${FROM} on.`,
      );
    }
    const port = FROM + Math.floor(Math.random() * PORTS);
    const server = await listening(port);
    if (server !== undefined) held.set(port, server);
  }
  for (const server of held.values()) {
    server.close();
    await once(server, 'close');
  }
  return [...held.keys()];
}

async function listening(port: number): Promise<Server | undefined> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
}
