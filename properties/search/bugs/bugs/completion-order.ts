import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bug } from '../bug.ts';
import { answersAgree } from '../judge.ts';

const supplier = restate.object({
  name: 'Supplier',
  handlers: {
    quote: async (ctx: restate.ObjectContext): Promise<string> => {
      if (ctx.key === 'far') await ctx.run('look up', () => 1);
      return ctx.key;
    },
  },
});

const buyer = (isFixed: boolean) =>
  restate.service({
    name: 'Buyer',
    handlers: {
      ask: async (ctx: restate.Context, _item: string): Promise<string> => {
        const near = ctx.objectClient<typeof supplier>({ name: 'Supplier' }, 'near').quote();
        const far = ctx.objectClient<typeof supplier>({ name: 'Supplier' }, 'far').quote();
        if (isFixed) return restate.RestatePromise.all([near, far]).map((quotes) => quotes?.join(' and ') ?? '');
        const first = await restate.RestatePromise.race([near, far]);
        const second = first === 'near' ? await far : await near;
        return `${first} and ${second}`;
      },
    },
  });

export const completionOrder = bug('an order of completions that is taken for granted', {
  mistake: 'Responses are listed in order of arrival, and the reader takes the first for that of the near supplier.',
  breaks: 'the near supplier comes first',
  scenario: (isFixed) => ({
    services: [supplier, buyer(isFixed)],
    operations: ({ call }) => [call(buyer(isFixed), 'ask', { input: fc.constantFrom('pen', 'ink') })],
    maxOperations: 4,
    // The fixed twin makes an empty answer of a cancel.
    faults: { operators: false },
    invariants: [
      answersAgree('the near supplier comes first', (answers) => {
        const wrong = answers.find(
          ({ handler, status, output }) => handler === 'ask' && status === 200 && output !== 'near and far',
        );
        return wrong && `the answer was "${String(wrong.output)}"`;
      }),
    ],
  }),
});
