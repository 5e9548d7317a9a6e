import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bug } from '../bug.ts';
import { answersAgree } from '../judge.ts';

const offer = (isFixed: boolean) =>
  restate.workflow({
    name: 'Offer',
    handlers: {
      run: async (ctx: restate.WorkflowContext<{ word: string }>): Promise<string> => {
        const answer = ctx.promise<string>('answer');
        let word = await answer
          .get()
          .orTimeout(45)
          .catch(() => 'expired');
        if (isFixed && word === 'expired') {
          // The answer itself says who was first.
          await answer.resolve('expired').catch(() => undefined);
          word = await answer.get();
        }
        ctx.set('word', word);
        return word;
      },
      accept: async (ctx: restate.WorkflowSharedContext): Promise<string> => {
        const answer = ctx.promise<string>('answer');
        if ((await answer.peek()) !== undefined) return 'too late';
        try {
          await answer.resolve('accepted');
        } catch {
          return 'too late';
        }
        return 'accepted';
      },
    },
  });

export const timerAgainstSignal = bug('a timer against a signal', {
  mistake: 'A workflow that times out leaves its promise open, so that a client can still accept an expired offer.',
  breaks: 'an accepted offer has not expired',
  scenario: (isFixed) => ({
    services: [offer(isFixed)],
    operations: ({ call }) => [
      call(offer(isFixed), 'run', { key: fc.constantFrom('x', 'y') }),
      call(offer(isFixed), 'accept', { key: fc.constantFrom('x', 'y'), afterMs: fc.constantFrom(0, 5, 20) }),
    ],
    maxOperations: 5,
    invariants: [
      answersAgree('an accepted offer has not expired', (answers, view) => {
        for (const key of ['x', 'y']) {
          const isAccepted = answers.some(
            (one) => one.handler === 'accept' && one.key === key && one.output === 'accepted',
          );
          if (isAccepted && view.state('Offer', key, 'word') === 'expired')
            return `offer ${key} was accepted, and expired`;
        }
        return undefined;
      }),
    ],
  }),
});
