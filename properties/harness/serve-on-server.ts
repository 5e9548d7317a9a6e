import { createServer, type ServerHttp2Session } from 'node:http2';
import { createEndpointHandler } from '@restatedev/restate-sdk';
import type { AdminApi } from '../../sim/real-server/admin-api.ts';
import type { ServerVersion } from '../../sim/core/server-version.ts';
import { freePorts } from '../../sim/real-server/free-ports.ts';
import { openServer, type ServerMode } from '../../sim/real-server/room.ts';

export interface ServedServices extends AsyncDisposable {
  readonly ingressUrl: string;
  readonly adminUrl: string;
  readonly admin: AdminApi;
}

type Services = Parameters<typeof createEndpointHandler>[0]['services'];

/**
 * Starts a restate-server to which this process serves the services. The SDK's log is not shown.
 * @throws {UsageError} when the server does not start
 */
export async function serveOnServer(
  services: Services,
  mode: ServerMode,
  version?: ServerVersion,
): Promise<ServedServices> {
  await using parts = new AsyncDisposableStack();
  const [port = 0] = await freePorts(1);
  parts.use(serveAt(port, services));
  const { server, admin } = parts.use(await openServer(mode, version));
  await admin.register(`http://127.0.0.1:${port}`);
  const everything = parts.move();
  return {
    ingressUrl: server.ingressUrl,
    adminUrl: server.adminUrl,
    admin,
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}

/** Serves services at a loopback port, until it is disposed of. The SDK's log is not shown. */
export function serveAt(port: number, services: Services): Disposable {
  const serving = createServer(createEndpointHandler({ services, logger: () => undefined }));
  serving.listen(port, '127.0.0.1');
  const sessions = new Set<ServerHttp2Session>();
  serving.on('session', (session) => sessions.add(session));
  return {
    [Symbol.dispose]: () => {
      serving.close();
      for (const session of sessions) session.destroy();
    },
  };
}
