import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bug } from '../bug.ts';
import { answersAgree } from '../judge.ts';

type State = { waiting: string; approved: number };

/** The first call decides; every later call gets that decision. */
const decision = restate.object({
  name: 'Decision',
  handlers: {
    decide: async (ctx: restate.ObjectContext<{ word: string }>, word: string): Promise<string> => {
      const decided = (await ctx.get('word')) ?? word;
      ctx.set('word', decided);
      return decided;
    },
  },
});

const desk = (isFixed: boolean) =>
  restate.object({
    name: 'Desk',
    handlers: {
      request: async (ctx: restate.ObjectContext<State>): Promise<string> => {
        const { id, promise } = ctx.awakeable<string>();
        ctx.set('waiting', id);
        let word = await promise.orTimeout(45).catch(() => 'expired');
        if (isFixed) word = await ctx.objectClient<typeof decision>({ name: 'Decision' }, id).decide(word);
        ctx.clear('waiting');
        if (word === 'approved') ctx.set('approved', ((await ctx.get('approved')) ?? 0) + 1);
        return word;
      },
      approve: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<State>): Promise<string> => {
        const id = await ctx.get('waiting');
        if (id === null) return 'nothing to approve';
        if (isFixed) {
          const word = await ctx.objectClient<typeof decision>({ name: 'Decision' }, id).decide('approved');
          if (word !== 'approved') return word;
        }
        ctx.resolveAwakeable(id, 'approved');
        return 'approved';
      }),
    },
  });

export const approvalAfterExpiry = bug('an approval that comes after the expiry', {
  mistake: 'The approver responds "approved" when the awakeable is resolved, although the request may have timed out.',
  breaks: 'a request with the response approved is approved',
  isHard: true,
  scenario: (isFixed) => ({
    services: [desk(isFixed), decision],
    operations: ({ call }) => [
      call(desk(isFixed), 'request', { key: fc.constantFrom('x', 'y') }),
      call(desk(isFixed), 'approve', { key: fc.constantFrom('x', 'y'), afterMs: fc.constantFrom(0, 5, 20) }),
    ],
    maxOperations: 6,
    // A cancelled request expires in the twin too, whatever its approver received.
    faults: { operators: false },
    invariants: [
      answersAgree('a request with the response approved is approved', (answers, view) => {
        for (const key of ['x', 'y']) {
          const isApproved = answers.some(
            (one) => one.handler === 'approve' && one.key === key && one.output === 'approved',
          );
          const approved = view.state('Desk', key, 'approved');
          if (isApproved && approved === undefined)
            return `a client got the response that ${key} is approved, and it expired`;
        }
        return undefined;
      }),
    ],
  }),
});
