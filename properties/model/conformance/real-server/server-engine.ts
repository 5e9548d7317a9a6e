import { mkdtempSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DEFAULT_SERVER_VERSION, type ServerVersion } from '../../../../sim/core/server-version.ts';
import type { Mode } from '../case.ts';
import type { Engine, Room } from '../engine.ts';
import { AdminApi } from '../../../../sim/real-server/admin-api.ts';
import { Caretaker } from '../../../../sim/real-server/caretaker.ts';
import { exchange } from '../../../../sim/real-server/exchange.ts';
import { freePorts } from '../../../../sim/real-server/free-ports.ts';
import { LineReader } from './line-reader.ts';
import { RestateServer } from '../../../../sim/real-server/restate-server.ts';
import { ServerDriver } from './server-driver.ts';
import { VERSION_SETTINGS } from '../../../../sim/real-server/version-settings.ts';
import { ServiceProcess } from '../../../../sim/real-server/service-process.ts';

/** The real thing: a restate-server and a service process of our own, with fresh data for each opening. */
export const serverEngine: Engine = { name: 'server', parallel: 10, isRealTime: true, open };

async function open(
  mode: Mode,
  alwaysSuspend: boolean,
  version: ServerVersion = DEFAULT_SERVER_VERSION,
): Promise<Room> {
  const caretaker = new Caretaker();
  await using parts = new AsyncDisposableStack();
  parts.defer(() => caretaker.close());
  const folder = mkdtempSync(join(tmpdir(), 'restate-sim-'));
  caretaker.owns(folder);
  const outside = join(folder, 'outside');
  mkdirSync(outside);
  const [port = 0] = await freePorts(1);
  const main = new URL('./service-main.ts', import.meta.url);
  const service = await ServiceProcess.start({ main, port, args: [outside], caretaker });
  parts.defer(() => service.close());
  const environment = { ...VERSION_SETTINGS[version], ...settings[mode], ...(alwaysSuspend ? suspendAtOnce : {}) };
  const server = await RestateServer.start({ folder: join(folder, 'data'), environment, caretaker });
  parts.defer(() => server.kill());
  const admin = new AdminApi(server.adminUrl);
  await admin.register(service.url);
  await warmUp(server.ingressUrl);
  const lines = new LineReader(outside);
  // From here on it is the room that ends everything; until now it was the end of this function.
  const everything = parts.move();
  return {
    driver: () => Promise.resolve(new ServerDriver(server, admin, lines)),
    close: () => everything.disposeAsync(),
  };
}

/** The first request of each partition is slow, which would upset cases that count on a few hundred milliseconds. */
async function warmUp(ingressUrl: string): Promise<void> {
  const urls = Array.from({ length: 48 }, (_, index) => `${ingressUrl}/OSuspends/warm-up-${index}/append`);
  const headers = { 'content-type': 'application/json' };
  await Promise.all(urls.map((url) => exchange(url, { method: 'POST', headers, body: '0' })));
}

const settings: Readonly<Record<Mode, Readonly<Record<string, string>>>> = {
  default: {},
  'partial-state': { RESTATE_WORKER__INVOKER__EAGER_STATE_SIZE_LIMIT: '8B' },
  'quick-cleaner': { RESTATE_WORKER__CLEANUP_INTERVAL: '1s' },
  'protocol-v7': { RESTATE_EXPERIMENTAL_ENABLE_PROTOCOL_V7: 'true' },
  'unique-seeds': { RESTATE_EXPERIMENTAL_ENABLE_UNIQUE_RANDOM_SEEDS: 'true' },
};

const suspendAtOnce = { RESTATE_WORKER__INVOKER__INACTIVITY_TIMEOUT: '0s' };
