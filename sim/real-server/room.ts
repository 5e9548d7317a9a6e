import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdminApi } from './admin-api.ts';
import { Caretaker } from './caretaker.ts';
import { freePorts } from './free-ports.ts';
import { RestateServer } from './restate-server.ts';
import { DEFAULT_SERVER_VERSION, type ServerVersion } from '../core/server-version.ts';
import { VERSION_SETTINGS } from './version-settings.ts';
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

/** A server of its own, without services. */
export interface ServerRoom extends AsyncDisposable {
  readonly server: RestateServer;
  readonly admin: AdminApi;
  readonly caretaker: Caretaker;
}

/** A server with a process that serves it, up and registered. */
export interface RealRoom extends ServerRoom {
  readonly service: ServiceProcess;
}

/**
 * Starts a restate-server on free loopback ports and with fresh data. Disposing of it ends it and removes the data; a
 * caretaker does when this process ends without doing so.
 * @throws {UsageError} when it does not start, with its last lines
 */
export async function openServer(
  mode: ServerMode,
  version: ServerVersion = DEFAULT_SERVER_VERSION,
): Promise<ServerRoom> {
  const caretaker = new Caretaker();
  await using parts = new AsyncDisposableStack();
  parts.defer(() => caretaker.close());
  const folder = mkdtempSync(join(tmpdir(), 'restate-sim-'));
  caretaker.owns(folder);
  const environment = { ...VERSION_SETTINGS[version], ...SETTINGS[mode] };
  const server = await RestateServer.start({ folder, environment, caretaker });
  parts.defer(() => server.kill());
  // From here on it is the room that ends everything; until now it was the end of this function.
  const everything = parts.move();
  const admin = new AdminApi(server.adminUrl);
  return { server, admin, caretaker, [Symbol.asyncDispose]: () => everything.disposeAsync() };
}

/**
 * Starts a restate-server, and a process that serves services to it.
 * @throws {UsageError} when one of them does not start, with its last lines
 */
export async function openRoom(
  mode: ServerMode,
  service: Pick<ServiceProcessOptions, 'main' | 'args' | 'onMessage' | 'onReady'>,
  version?: ServerVersion,
): Promise<RealRoom> {
  await using parts = new AsyncDisposableStack();
  const room = parts.use(await openServer(mode, version));
  const { server, admin, caretaker } = room;
  const [port = 0] = await freePorts(1);
  const served = await ServiceProcess.start({ ...service, port, caretaker });
  parts.defer(() => served.close());
  await admin.register(served.url);
  const everything = parts.move();
  return { server, admin, caretaker, service: served, [Symbol.asyncDispose]: () => everything.disposeAsync() };
}
