import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { atRest } from '../../../../sim/checks/build-invariant.ts';
import { bug } from '../bug.ts';

type State = { owner: string; points: number; wasClosed: boolean };

const member = (isFixed: boolean) =>
  restate.object({
    name: 'Member',
    handlers: {
      join: async (ctx: restate.ObjectContext<State>, owner: string): Promise<boolean> => {
        if ((await ctx.get('wasClosed')) === true) return false;
        ctx.set('owner', owner);
        return true;
      },
      buy: async (ctx: restate.ObjectContext<State>, price: number): Promise<boolean> => {
        if ((await ctx.get('owner')) === null) return false;
        ctx.objectSendClient<Member>({ name: 'Member' }, ctx.key).credit(price, restate.rpc.sendOpts({ delay: 100 }));
        return true;
      },
      credit: async (ctx: restate.ObjectContext<State>, points: number): Promise<void> => {
        if (isFixed && (await ctx.get('owner')) === null) return;
        ctx.set('points', ((await ctx.get('points')) ?? 0) + points);
      },
      leave: async (ctx: restate.ObjectContext<State>): Promise<void> => {
        ctx.clearAll();
        ctx.set('wasClosed', true);
      },
    },
  });

type Member = ReturnType<typeof member>;
const NAMES = ['ann', 'bob', 'cid'];
const key = fc.constantFrom(...NAMES);

export const ghostAfterDelete = bug('a message for a member who has left', {
  mistake: 'A delayed message does not check whether its receiver still exists, and restores part of a deleted object.',
  breaks: 'who has left has no points',
  scenario: (isFixed) => ({
    services: [member(isFixed)],
    setup: NAMES.map((name) => ({ kind: 'call', service: 'Member', handler: 'join', key: name, input: 'member' })),
    operations: ({ call }) => [
      call(member(isFixed), 'join', { key, input: 'member' }),
      call(member(isFixed), 'buy', { key, input: fc.integer({ min: 1, max: 9 }) }),
      call(member(isFixed), 'leave', { key, afterMs: fc.constantFrom(0, 50, 200) }),
    ],
    maxOperations: 6,
    invariants: [
      atRest('who has left has no points', (view) => {
        const left = view.keys('Member').filter((name) => view.state('Member', name, 'wasClosed') === true);
        const ghost = left.find((name) => view.state('Member', name, 'points') !== undefined);
        return ghost === undefined ? true : `${ghost} has left, and has points`;
      }),
    ],
  }),
});
