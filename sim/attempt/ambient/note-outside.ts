import { noteStray } from './strays.ts';
import { noteInTestBody } from './test-body.ts';

/** Outside of simulated code, `Math.random` or the clock is used: by a test, or by code that has left its handler. */
export function noteOutside(what: string): void {
  noteInTestBody(what);
  noteStray(what, false);
}
