import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bug } from '../bug.ts';

const printer = (isFixed: boolean) =>
  restate.object({
    name: 'Printer',
    handlers: {
      print: async (ctx: restate.ObjectContext, paper: string): Promise<string> => {
        if (!isFixed) return ctx.signal<string>('paper');
        return paper;
      },
      busy: async (ctx: restate.ObjectContext): Promise<void> => {
        await ctx.sleep(5);
      },
    },
  });

const office = (isFixed: boolean) =>
  restate.service({
    name: 'Office',
    handlers: {
      work: async (ctx: restate.Context, key: string): Promise<string> => {
        const sent = ctx.objectSendClient<ReturnType<typeof printer>>({ name: 'Printer' }, key).print('A4');
        const id = await sent.invocationId;
        if (!isFixed) {
          // Time enough to start, if no other job is printing.
          await ctx.sleep(50);
          ctx.invocation(id).signal<string>('paper').resolve('A4');
        }
        return ctx.attach<string>(id);
      },
    },
  });

export const lostSignal = bug('a signal for an invocation that still queues', {
  mistake: 'A signal is sent to an invocation that may still wait for its lock, and is dropped then.',
  breaks: 'everything settles',
  scenario: (isFixed) => ({
    services: [printer(isFixed), office(isFixed)],
    operations: ({ call }) => [
      call(office(isFixed), 'work', { input: fc.constantFrom('p', 'q', 'r', 's') }),
      call(printer(isFixed), 'busy', { key: fc.constantFrom('p', 'q', 'r', 's') }),
    ],
    maxOperations: 5,
  }),
});
