import { durationText } from '../../core/duration-text.ts';
import { complaint } from '../complaint.ts';
import { writeSync } from 'node:fs';
import { UsageError } from '../../core/errors.ts';
import { heartbeat, RUNNING, TURNS } from '../../core/heartbeat.ts';
import { Watchdog } from '../watchdog.ts';

/** How long files may take to load, in ms. Some bring half of npm along. */
const PATIENCE_MS = 60_000;
const UNUSABLE = 3;

/**
 * Loads the user's files. One that never finishes, because a top-level await does not resolve, or because it loops
 * there, would leave the command waiting, or let Node end it without a word.
 * @param load what loads them
 * @throws {UsageError} when it takes too long
 */
export async function whileLoading<T>(
  files: readonly string[],
  load: () => Promise<T>,
  patienceMs: number = PATIENCE_MS,
): Promise<T> {
  const named = files.join(', ');
  const advice = 'Connect where a handler needs it, or where the file is the main one.';
  const nothingLeft = (): void => {
    writeSync(2, complaint(`${named} has a top-level await that never resolves, so it cannot be loaded. ${advice}`));
    process.exitCode = UNUSABLE;
  };
  const tooLong = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      tooLong.reject(
        new UsageError(
          'LOAD_TIMEOUT',
          `${named} is not loaded after ${durationText(patienceMs)}: a top-level await has not resolved. ${advice}`,
        ),
      ),
    patienceMs,
  );
  // It must not keep a process alive that has nothing left to wait for.
  timer.unref();
  process.once('exit', nothingLeft);
  heartbeat.running = () => `${named}, while it is loaded,`;
  heartbeat.beat[RUNNING] = 1;
  const alive = setInterval(() => Atomics.add(heartbeat.beat, TURNS, 1), patienceMs / 8);
  alive.unref();
  const watchdog = new Watchdog(patienceMs, UNUSABLE);
  try {
    return await Promise.race([load(), tooLong.promise]);
  } finally {
    watchdog.stop();
    heartbeat.beat[RUNNING] = 0;
    heartbeat.running = undefined;
    clearTimeout(timer);
    clearInterval(alive);
    process.off('exit', nothingLeft);
  }
}
