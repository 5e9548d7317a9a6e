import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { effect } from '../../../../sim/simulation/scenario/effect.ts';
import { bug, workload } from '../bug.ts';
import { answersAgree } from '../judge.ts';

const audit = effect({
  state: () => new Set<string>(),
  apply: (log: Set<string>, entry: string): void => void log.add(entry),
  latenciesMs: [0, 20],
});

const vault = (note: (entry: string) => Promise<void>, isFixed: boolean) =>
  restate.object({
    name: 'Vault',
    handlers: {
      open: async (ctx: restate.ObjectContext<{ opened: number }>): Promise<string> => {
        const entry = `${ctx.key} ${ctx.rand.uuidv4()}`;
        const noted = ctx.run('note', () => note(entry));
        const opened = (await ctx.get('opened')) ?? 0;
        ctx.set('opened', opened + 1);
        await ctx.sleep(10);
        if (isFixed) await noted;
        return entry;
      },
    },
  });

export const unawaitedRun = bug('a run that is never awaited', {
  mistake: 'The audit is written by a `run` whose end the handler does not wait for, so that it may never happen.',
  breaks: 'replay is faithful',
  scenario: (isFixed) =>
    workload({
      services: ({ audit: note }) => [vault(note, isFixed)],
      effects: { audit },
      operations: ({ call }) => [
        call(
          vault(() => Promise.resolve(), isFixed),
          'open',
          { key: fc.constantFrom('x', 'y') },
        ),
      ],
      maxOperations: 5,
      invariants: [
        answersAgree('whatever was opened is in the audit', (answers, view) => {
          const log = view.effect('audit') as Set<string>;
          const missing = answers.find(
            ({ handler, status, output }) => handler === 'open' && status === 200 && !log.has(output as string),
          );
          return missing && `vault ${missing.key} was opened, and the audit does not say so`;
        }),
      ],
    }),
});
