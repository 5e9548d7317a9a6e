import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { atRest } from '../../../../sim/checks/build-invariant.ts';
import { effect, type Effect } from '../../../../sim/simulation/scenario/effect.ts';
import { bug, workload } from '../bug.ts';

type State = { standing: 'active' | 'renewing' | 'lapsed' };
type Pay = (input: { readonly member: string }) => Promise<unknown>;

const payments: Effect<{ readonly member: string }, string> = effect({
  state: () => ({ paid: 0 }),
  apply: (state) => {
    state.paid++;
    return 'paid';
  },
});

const membership = (pay: Pay, isFixed: boolean) => {
  const renewLater = (ctx: restate.ObjectContext<State>): void => {
    const { key } = ctx;
    ctx.genericSend({ service: 'Membership', method: 'renew', key, parameter: new Uint8Array(), delay: { days: 7 } });
  };
  return restate.object({
    name: 'Membership',
    handlers: {
      join: async (ctx: restate.ObjectContext<State>): Promise<void> => {
        const standing = await ctx.get('standing');
        if (standing === 'active' || standing === 'renewing') return;
        ctx.set('standing', 'active');
        renewLater(ctx);
      },
      renew: async (ctx: restate.ObjectContext<State>): Promise<void> => {
        ctx.set('standing', 'renewing');
        try {
          await ctx.run('charge', () => pay({ member: ctx.key }));
        } catch (error) {
          if (isFixed) ctx.set('standing', 'lapsed');
          throw error;
        }
        ctx.set('standing', 'active');
        renewLater(ctx);
      },
      standing: restate.handlers.object.shared(
        async (ctx: restate.ObjectSharedContext<State>): Promise<string> => (await ctx.get('standing')) ?? 'none',
      ),
    },
  });
};

const neverHalfRenewed = atRest('a renewal ends one way or the other', (view) => {
  const stuck = view.keys('Membership').find((key) => view.state('Membership', key, 'standing') === 'renewing');
  return stuck === undefined ? true : `the membership of ${stuck} is left in its renewal`;
});

export const cancelInRenewal = bug('a cancel in a renewal', {
  mistake: 'A renewal that is cancelled at its payment, weeks after the last request, leaves the membership half-way.',
  breaks: neverHalfRenewed.name,
  scenario: (isFixed) =>
    workload({
      services: ({ payments: pay }) => [membership(pay, isFixed)],
      effects: { payments },
      operations: ({ call }) => {
        const bound = membership(() => Promise.resolve(), isFixed);
        const key = fc.constantFrom('ann', 'bo');
        return [call(bound, 'join', { key }), call(bound, 'standing', { key })];
      },
      maxOperations: 4,
      faults: { operators: ['cancel'] },
      invariants: [neverHalfRenewed],
    }),
});
