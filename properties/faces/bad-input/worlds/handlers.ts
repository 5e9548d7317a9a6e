import * as restate from '@restatedev/restate-sdk';

/** Handlers that do what no handler should. */
export const odd = restate.object({
  name: 'Odd',
  options: { retryPolicy: { maxAttempts: 2 } },
  handlers: {
    throwText: (): Promise<void> => {
      throw 'not an error';
    },
    loopForEver: (): Promise<void> => {
      for (;;) JSON.stringify({});
    },
    returnFunction: (): Promise<unknown> => Promise.resolve(() => 42),
    writeFiftyMegabytes: (ctx: restate.ObjectContext): Promise<void> => {
      ctx.set('big', 'x'.repeat(50 * 1024 * 1024));
      return Promise.resolve();
    },
  },
});
