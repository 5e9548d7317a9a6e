import { realNow, realSetTimeout } from '../../attempt/ambient/real.ts';

/** How often it is looked whether something was served, in ms. */
const LOOK_MS = 5;
/** After how long without a new definition those that were made are taken, in ms. */
const QUIET_MS = 500;
/** How long a program may take to make its first definition, in ms. */
const PATIENCE_MS = 5_000;

/**
 * Waits for a program that serves in an async `main()`, which nothing awaits: until something was served, until the
 * process has nothing left to do, or until nothing new comes. In real time, also where a simulated process loads its modules again.
 * @param made how many definitions were made so far
 */
export function untilServed(hasServed: () => boolean, made: () => number): Promise<void> {
  const over = Promise.withResolvers<void>();
  let [count, sinceMs] = [made(), realNow()];
  const look = (): void => {
    const nowMs = realNow();
    if (made() !== count) [count, sinceMs] = [made(), nowMs];
    if (hasServed() || nowMs - sinceMs > (count === 0 ? PATIENCE_MS : QUIET_MS)) over.resolve();
    else timer = next();
  };
  // It holds no reference: a process that waits for nothing else is idle.
  const next = (): NodeJS.Timeout => realSetTimeout(look, LOOK_MS).unref();
  let timer = next();
  // A turn of the event loop, without which the process would end here.
  const idle = (): void => void setImmediate(over.resolve);
  process.once('beforeExit', idle);
  return over.promise.finally(() => {
    clearTimeout(timer);
    process.off('beforeExit', idle);
  });
}
