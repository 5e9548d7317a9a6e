import { atRest, effect, scenario } from 'restate-sim';
import { makeSubscription } from './subscription.ts';
import type { ChargeRequest } from './types.ts';

interface Provider {
  charged: string[];
  receipts: Map<string, string>;
}

const payments = effect({
  state: (): Provider => ({ charged: [], receipts: new Map() }),
  apply: ({ charged, receipts }: Provider, { reference, idempotencyKey }: ChargeRequest): string => {
    const known = receipts.get(idempotencyKey);
    if (known !== undefined) return known;
    charged.push(reference);
    receipts.set(idempotencyKey, `r${charged.length}`);
    return `r${charged.length}`;
  },
});

const subscription = makeSubscription(() => Promise.resolve(''));

export const billing = scenario('billing', {
  effects: { payments },
  services: ({ payments: charge }) => [makeSubscription(charge)],
  operations: ({ call }) => [
    call(subscription, 'subscribe', { key: 'ann', input: 'basic' }),
    call(subscription, 'receipts', { key: 'ann' }),
  ],
  maxOperations: 3,
  invariants: [
    atRest('a period is charged once', (world) => {
      const { charged } = world.effect('payments') as Provider;
      const twice = charged.find((reference, place) => charged.indexOf(reference) !== place);
      return twice === undefined || `${twice} was charged two times`;
    }),
  ],
});
