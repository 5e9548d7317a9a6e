import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { siteIn } from './remark.ts';

/** Exit status of a process that ends while something has no verdict yet. */
const UNDECIDED_STATUS = 2;

const pending = new Set<string>();

/**
 * Does work that comes to a verdict. If the process ends before it has one, because code outside of handlers calls
 * `process.exit`, or because a promise never settles and nothing else is left to do, the exit status is not 0, and a
 * sentence says why.
 * @param what is judged, in words
 */
export async function untilVerdict<T>(what: string, work: () => Promise<T>): Promise<T> {
  // A worker thread reports to the main one, which fails when it ends early.
  if (!isMainThread) return work();
  watchExit();
  if (pending.size === 0) process.on('beforeExit', nothingLeft);
  // A string of its own for each piece of work of the same name.
  const entry = pending.has(what) ? `${what} (${pending.size})` : what;
  pending.add(entry);
  try {
    return await work();
  } finally {
    pending.delete(entry);
    if (pending.size === 0) process.off('beforeExit', nothingLeft);
  }
}

/** The event loop is empty. */
function nothingLeft(): void {
  end('it waits for a promise that never settles, and nothing else is left to do');
}

/** What `process.exit` ends in; Node has no type for it. */
interface Exiting {
  reallyExit?: (status: number) => void;
}

let watches = false;

/** A listener of `exit` would not do: user code may have removed all listeners. */
function watchExit(): void {
  const node = process as unknown as Exiting;
  const original = node.reallyExit?.bind(process);
  if (watches || original === undefined) return;
  watches = true;
  node.reallyExit = (status) => {
    const site = pending.size === 0 ? undefined : siteIn(new Error().stack ?? '');
    // Exits of restate-sim itself are by another status, and have said why.
    const isOwn = site === undefined && status !== 0;
    if (pending.size === 0 || isOwn) return original(status);
    end(`process.exit(${status}) is called${site === undefined ? '' : ` at ${site}`}, outside of handlers`);
    return original(status || UNDECIDED_STATUS);
  };
}

function end(why: string): void {
  const what = [...pending].at(-1);
  pending.clear();
  if (what === undefined) return;
  writeSync(2, `restate-sim: The process ends before there is a verdict on ${what}: ${why}.\n`);
  // Node exits with 0 where this is 0 or not set.
  process.exitCode ||= UNDECIDED_STATUS;
}
