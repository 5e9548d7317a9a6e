import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { atRest } from '../../../../sim/checks/build-invariant.ts';
import { effect } from '../../../../sim/simulation/scenario/effect.ts';
import { bug, workload } from '../bug.ts';

type State = { started: boolean; rounds: number };
type Send = (input: { readonly to: string }) => Promise<unknown>;

const mails = effect({
  state: () => ({ sent: 0 }),
  apply: (state, _mail: { readonly to: string }): string => {
    state.sent++;
    return 'sent';
  },
});

/** A run follows a job for at least twelve rounds; so many have to come. */
const MIN_ROUNDS = 8;

const digest = (send: Send, isFixed: boolean) => {
  const nextRound = (ctx: restate.ObjectContext<State>): void => {
    const { key } = ctx;
    ctx.genericSend({ service: 'Digest', method: 'round', key, parameter: new Uint8Array(), delay: { days: 1 } });
  };
  return restate.object({
    name: 'Digest',
    handlers: {
      subscribe: async (ctx: restate.ObjectContext<State>): Promise<void> => {
        if ((await ctx.get('started')) === true) return;
        ctx.set('started', true);
        nextRound(ctx);
      },
      round: async (ctx: restate.ObjectContext<State>): Promise<void> => {
        try {
          ctx.set('rounds', ((await ctx.get('rounds')) ?? 0) + 1);
          await ctx.run('send', () => send({ to: ctx.key }), { maxRetryAttempts: 2 });
        } catch (error) {
          if (!isFixed || !(error instanceof restate.TerminalError)) throw error;
        }
        nextRound(ctx);
      },
    },
  });
};

export const jobEndsWithFailure = bug('a daily job that ends with its first failure', {
  mistake: 'A daily mail that fails for good, or is cancelled, never schedules the next one.',
  breaks: 'a daily job goes on',
  scenario: (isFixed) =>
    workload({
      services: ({ mails: send }) => [digest(send, isFixed)],
      effects: { mails },
      operations: ({ call }) => {
        const bound = digest(() => Promise.resolve(), isFixed);
        return [call(bound, 'subscribe', { key: fc.constantFrom('ann', 'bo') })];
      },
      maxOperations: 4,
      invariants: [
        atRest('a daily job goes on', (view) => {
          const dead = view
            .keys('Digest')
            .find(
              (key) =>
                view.state('Digest', key, 'started') === true &&
                roundsOf(view.state('Digest', key, 'rounds')) < MIN_ROUNDS,
            );
          return dead === undefined ? true : `the daily mail of ${dead} has ended`;
        }),
      ],
    }),
});

function roundsOf(state: unknown): number {
  return typeof state === 'number' ? state : 0;
}
