import { AsyncLocalStorage } from 'node:async_hooks';
import { ownCallSite } from './remark.ts';

/** Called when the code of a test draws or reads the clock. @param where its line */
type Notice = (what: string, where: string) => void;

const bodies = new AsyncLocalStorage<Notice>();

/** Runs the code of a test, and notices what makes its runs differ although they have the same seed. */
export function inTestBody<T>(notice: Notice, code: () => T): T {
  return bodies.run(notice, code);
}

/** @returns whether the code that asks is that of a test */
export function isTestBody(): boolean {
  return bodies.getStore() !== undefined;
}

/** Outside of simulated code, `Math.random` or the clock is used: by a test, unless a package or the simulator does it. */
export function noteInTestBody(what: string): void {
  const notice = bodies.getStore();
  const where = notice && ownCallSite();
  if (where !== undefined) notice?.(what, where);
}
