import * as restate from '@restatedev/restate-sdk';
import { VALUES } from './program.ts';

interface Asked {
  readonly id: string;
  readonly value: number;
  readonly rejects: boolean;
}

/** Completes awakeables and signals of others. */
export const helper: restate.ServiceDefinition<
  'Helper',
  {
    awakeable: (ctx: restate.Context, asked: Asked) => Promise<void>;
    signal: (ctx: restate.Context, asked: Asked & { readonly name: string }) => Promise<void>;
  }
> = restate.service({
  name: 'Helper',
  handlers: {
    awakeable: async (ctx: restate.Context, { id, value, rejects }: Asked): Promise<void> => {
      await ctx.sleep(25);
      if (rejects) ctx.rejectAwakeable(id, new restate.TerminalError('rejected', { errorCode: 411 }));
      else ctx.resolveAwakeable(id, VALUES[value]?.make());
    },
    signal: async (ctx: restate.Context, { id, name, value, rejects }: Asked & { name: string }): Promise<void> => {
      await ctx.sleep(25);
      const signal = ctx.invocation(id as restate.InvocationId).signal<unknown>(name);
      if (rejects) signal.reject('rejected');
      else signal.resolve(VALUES[value]?.make());
    },
  },
  options: { retryPolicy: { initialInterval: 100, maxAttempts: 3, onMaxAttempts: 'kill' } },
});
