import { durationText } from '../../core/duration-text.ts';
import { complaint } from '../complaint.ts';
import { UsageError } from '../../core/errors.ts';
import { heartbeat, RUNNING, TURNS } from '../../core/heartbeat.ts';
import { lastWords } from '../standard-error.ts';
import { Watchdog } from '../watchdog.ts';

/** How long files may take to load, in ms. Some bring half of npm along. */
const PATIENCE_MS = 60_000;
const UNUSABLE = 3;

/** What loading gets of a budget of time at least, in ms: a short search must still be possible with large files. */
const MIN_LOADING_MS = 10_000;

/** How long loading may take. */
export interface LoadingTime {
  /** Default a minute. */
  readonly patienceMs?: number;
  /** When the budget of time is over, on the clock of `performance.now()`. Default never. */
  readonly budgetEndsMs?: number;
}

/**
 * Loads the user's files. One that never finishes, because a top-level await does not resolve, or because it loops
 * there, would leave the command waiting, or let Node end it without a word.
 * @param load what loads them
 * @throws {UsageError} when it takes too long
 */
export async function whileLoading<T>(
  files: readonly string[],
  load: () => Promise<T>,
  { patienceMs: wanted = PATIENCE_MS, budgetEndsMs = Infinity }: LoadingTime = {},
): Promise<T> {
  const budgetMs = Math.max(MIN_LOADING_MS, Math.round(budgetEndsMs - performance.now()));
  const patienceMs = Math.min(wanted, budgetMs);
  const named = files.join(', ');
  const advice = 'Connect where a handler needs it, or where the file is the main one.';
  const nothingLeft = (): void => {
    lastWords(complaint(`${named} has a top-level await that never resolves, so it cannot be loaded. ${advice}`));
    process.exitCode = UNUSABLE;
  };
  const tooLong = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      tooLong.reject(
        new UsageError(
          'LOAD_TIMEOUT',
          `${named} is not loaded after ${durationText(patienceMs)}${budgetMs < wanted ? ', when the --time is over' : ''}: a top-level await has not resolved. ${advice}`,
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
