import * as restate from '@restatedev/restate-sdk';
import { effect } from '../../../../sim/simulation/scenario/effect.ts';
import { bug, workload } from '../bug.ts';
import { answersAgree } from '../judge.ts';

type Bell = { readonly ring: string } | { readonly heard: string };

/** A bell that anybody can hear. */
const bell = effect({
  state: () => new Set<string>(),
  apply: (rung: Set<string>, ask: Bell): boolean => {
    if ('ring' in ask) rung.add(ask.ring);
    return rung.has('ring' in ask ? ask.ring : ask.heard);
  },
  latenciesMs: [0],
  troubles: { fails: false, losesAnswer: false },
});

const table = (ask: (bell: Bell) => Promise<boolean>, isFixed: boolean) =>
  restate.object({
    name: 'Table',
    handlers: {
      serve: async (ctx: restate.ObjectContext<{ served: boolean }>): Promise<void> => {
        ctx.set('served', true);
        // Whatever the handler hears from the server comes after what the server has stored.
        if (isFixed) await ctx.sleep(1);
        await ctx.run('ring', () => ask({ ring: ctx.key }));
      },
      look: restate.handlers.object.shared(
        async (ctx: restate.ObjectSharedContext<{ served: boolean }>): Promise<boolean> =>
          (await ctx.get('served')) ?? false,
      ),
    },
  });

const guest = (ask: (bell: Bell) => Promise<boolean>) =>
  restate.service({
    name: 'Guest',
    handlers: {
      come: async (ctx: restate.Context, key: string): Promise<string> => {
        const isRung = await ctx.run('listen', () => ask({ heard: key }));
        if (!isRung) return 'waits';
        const isServed = await ctx.objectClient<ReturnType<typeof table>>({ name: 'Table' }, key).look();
        return isServed ? 'eats' : 'finds an empty table';
      },
    },
  });

const unused = (): Promise<boolean> => Promise.resolve(false);

export const unflushedWrite = bug('a write that is not stored before the effect', {
  mistake: 'State is set and a bell is rung at once, so that a guest may look before the state is stored.',
  breaks: 'a guest who hears the bell finds a meal',
  isHard: true,
  scenario: (isFixed) =>
    workload({
      services: ({ bell: ask }) => [table(ask, isFixed), guest(ask)],
      effects: { bell },
      operations: ({ call }) => [
        call(table(unused, isFixed), 'serve', { key: 'n' }),
        call(guest(unused), 'come', { input: 'n' }),
        call(guest(unused), 'come', { input: 'n' }),
      ],
      maxOperations: 4,
      invariants: [
        answersAgree('a guest who hears the bell finds a meal', (answers) => {
          const wrong = answers.find(({ output }) => output === 'finds an empty table');
          return wrong && `a guest of table ${String(wrong.input)} heard the bell, and found an empty table`;
        }),
      ],
    }),
});
