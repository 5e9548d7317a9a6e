import { responsesAgree, serviceInvariant, type Invariant } from '../../sim/index.ts';

export const paymentsAreExact: Invariant = serviceInvariant(
  'a payment lowers the balance by its amount',
  'Account',
  () => {
    const balances = new Map<string, number>();
    let payments = 0;
    return {
      // A handler wrote state. `call` has the key, the handler and the input.
      onWrite: (call, { value }) => {
        const before = balances.get(call.key) ?? 0;
        const after = value as number;
        balances.set(call.key, after);
        if (call.handler !== 'pay') return undefined;
        payments++;
        const amount = call.input as number;
        return before - after === amount
          ? undefined
          : `it paid ${amount}, and the balance went from ${before} to ${after}`;
      },
      exercised: () => payments,
    };
  },
);

export const paymentsAreCharged: Invariant = responsesAgree(
  'accounts are charged what clients paid',
  (responses, view) => {
    const paid = responses
      .filter(({ handler, status }) => handler === 'pay' && status === 200)
      .reduce((sum, { input }) => sum + Number(input), 0);
    const left = view.keys('Account').reduce((sum, key) => sum + Number(view.state('Account', key, 'balance') ?? 0), 0);
    return left <= 200 - paid || `clients paid ${paid} out of 200, and the accounts still hold ${left}`;
  },
);
