import * as restate from '@restatedev/restate-sdk';

/** Takes a step again where a cancel interrupts it: for work that must be done although its handler is cancelled. */
export async function despiteCancels<T>(step: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof restate.CancelledError)) throw error;
    }
  }
}
