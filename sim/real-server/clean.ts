import { UsageError } from '../core/errors.ts';
import { textOf, type AdminApi } from './admin-api.ts';
import { pause } from './real-clients.ts';
import { count } from '../core/count.ts';

/** How long the server may take to forget a run, in ms. */
const LIMIT_MS = 10_000;
const LOOK_AGAIN_MS = 25;

/**
 * Makes a server forget everything that has run on it: whatever is still open is killed, journals and state go.
 * @throws {UsageError} when something remains
 */
export async function forgetAll(admin: AdminApi): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  for (;;) {
    const invocations = await admin.query('SELECT id, status FROM sys_invocation');
    const keys = await admin.query('SELECT DISTINCT service_name, service_key FROM state');
    if (invocations.length === 0 && keys.length === 0) return;
    if (performance.now() > end) {
      throw new UsageError(
        'SERVER_CLEANUP_FAILED',
        `restate-server still knows ${count(invocations.length, 'invocation')} and the state of ${count(keys.length, 'key')} after ${LIMIT_MS} ms of killing and purging.`,
      );
    }
    await Promise.all([
      ...invocations.map((row) =>
        admin.perform({ type: row['status'] === 'completed' ? 'purge' : 'kill', id: textOf(row, 'id') }),
      ),
      ...keys.map((row) =>
        admin.perform({
          type: 'set-state',
          service: textOf(row, 'service_name'),
          key: textOf(row, 'service_key'),
          state: {},
        }),
      ),
    ]);
    await pause(LOOK_AGAIN_MS);
  }
}
