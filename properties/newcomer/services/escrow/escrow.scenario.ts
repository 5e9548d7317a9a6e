import { atRest, effect, scenario } from 'restate-sim';
import { createEscrow } from './escrow.ts';
import type { Payout } from './types.ts';

/** Payouts by deal and receiver: the bank ignores repeated ones. */
const bank = effect({
  state: (): Map<string, Payout> => new Map(),
  apply: (payouts: Map<string, Payout>, payout: Payout): void =>
    void payouts.set(`${payout.deal}:${payout.to}`, payout),
});

const escrow = createEscrow({ pay: async () => {} });
const deal = { buyer: 'ann', seller: 'bob', cents: 5000 };

export default scenario('escrow', {
  effects: { bank },
  services: (calls) => [createEscrow({ pay: calls.bank })],
  operations: ({ call }) => [
    call(escrow, 'run', { key: 'd1', input: deal }),
    call(escrow, 'accept', { key: 'd1' }),
    call(escrow, 'cancel', { key: 'd1' }),
  ],
  owed: ['promise outcome'],
  invariants: [
    atRest('a deal is paid out once', (world) => {
      const payouts = [...(world.effect('bank') as Map<string, Payout>).values()];
      return payouts.length <= 1 || `paid to ${payouts.map(({ to }) => to).join(' and ')}`;
    }),
  ],
});
