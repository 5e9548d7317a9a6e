import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdminApi } from './admin-api.ts';
import { Caretaker } from './caretaker.ts';
import { freePorts } from './free-ports.ts';
import { RestateServer } from './restate-server.ts';
import { ServiceProcess, type ServiceProcessOptions } from './service-process.ts';

/** How a real server is set up. */
export type ServerMode = 'default' | 'always suspend' | 'protocol v7' | 'lazy state';

/** Settings of restate-server for each of them. */
const SETTINGS: Readonly<Record<ServerMode, Readonly<Record<string, string>>>> = {
  default: {},
  'always suspend': { RESTATE_WORKER__INVOKER__INACTIVITY_TIMEOUT: '0s' },
  'protocol v7': { RESTATE_EXPERIMENTAL_ENABLE_PROTOCOL_V7: 'true' },
  'lazy state': { RESTATE_WORKER__INVOKER__EAGER_STATE_SIZE_LIMIT: '1B' },
};

/** A server with services, up and registered, that nobody else knows of. */
export interface RealRoom extends AsyncDisposable {
  readonly server: RestateServer;
  readonly admin: AdminApi;
  readonly service: ServiceProcess;
  /** Removed at the end. */
  readonly folder: string;
}

/**
 * Starts a restate-server and a process that serves services to it, on free loopback ports and with fresh data. Disposing
 * of the room ends both and removes the data; a caretaker does when this process ends without doing so.
 * @throws {UsageError} when one of them does not start, with its last lines
 */
export async function openRoom(
  mode: ServerMode,
  service: Pick<ServiceProcessOptions, 'main' | 'args' | 'onMessage' | 'onReady'>,
): Promise<RealRoom> {
  const caretaker = new Caretaker();
  await using parts = new AsyncDisposableStack();
  parts.defer(() => caretaker.close());
  const folder = mkdtempSync(join(tmpdir(), 'restate-sim-'));
  caretaker.owns(folder);
  const [port = 0] = await freePorts(1);
  const [served, server] = await both(
    ServiceProcess.start({ ...service, port, caretaker }),
    RestateServer.start({ folder: join(folder, 'data'), environment: SETTINGS[mode], caretaker }),
  );
  parts.defer(() => served.close());
  parts.defer(() => server.kill());
  const admin = new AdminApi(server.adminUrl);
  await admin.register(served.url);
  // From here on it is the room that ends everything; until now it was the end of this function.
  const everything = parts.move();
  return { server, admin, service: served, folder, [Symbol.asyncDispose]: () => everything.disposeAsync() };
}

/** Waits for both even if one fails: what has started has to be ended by the caretaker, not to come up after it. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}
