import { callBreach, type Invariant, type ServiceCall, serviceInvariant } from '../../../sim/index.ts';

const SERVICE = 'BankAccount';

/** A debit never adds money. */
export const debitsTake = onBalances('a debit never raises a balance', (call, before, after) =>
  after <= before ? undefined : { message: `by ${String(call.input)} raised the balance from ${before} to ${after}.` },
);

/** Counts in thousandths, which is exact because amounts have at most three decimals. */
export const moneyCanBeDrawn = serviceInvariant('what is in an account can be drawn', SERVICE, () => {
  const thousandths = new Map<string, number>();
  let debits = 0;
  return {
    onCompleted: (call, end) => {
      if (call.handler !== 'Debit') return undefined;
      debits++;
      const held = thousandths.get(call.key) ?? 0;
      const amount = Math.round((call.input as number) * 1_000);
      if ('output' in end) thousandths.set(call.key, held - amount);
      if ('output' in end || held < amount) return undefined;
      return callBreach(call, {
        message: `was refused ${amount / 1_000}, where the account holds ${held / 1_000}.`,
        seq: end.seq,
      });
    },
    exercised: () => debits,
  };
});

/** A debit takes exactly its amount. */
export const debitsAreExact = onBalances('a debit takes what was asked for', (call, before, after) => {
  const amount = call.input as number;
  if (Math.abs(before - after - amount) < 1e-6 || !Number.isFinite(before)) return undefined;
  return {
    message: `by ${amount} brought the balance from ${before} to ${after}.`,
    kind: after === -amount ? 'forgotten' : 'rounded',
  };
});

/** An invariant over each change of a balance. @param judge says what is wrong with it, or undefined */
function onBalances(
  name: string,
  judge: (
    call: ServiceCall,
    before: number,
    after: number,
  ) => { readonly message: string; readonly kind?: string } | undefined,
): Invariant {
  return serviceInvariant(name, SERVICE, () => {
    const balances = new Map<string, number>();
    let written = 0;
    return {
      onWrite: (call, { value, seq }) => {
        written++;
        const before = balances.get(call.key) ?? 0;
        const after = value as number;
        balances.set(call.key, after);
        const wrong = judge(call, before, after);
        return wrong === undefined ? undefined : callBreach(call, { ...wrong, seq });
      },
      exercised: () => written,
    };
  });
}
