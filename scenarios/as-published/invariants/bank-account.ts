import { callBreach, type Invariant, type ServiceCall, serviceInvariant } from '../../../sim/index.ts';

const SERVICE = 'BankAccount';

/** A debit takes money out, and never puts any in. */
export const debitsTake = onBalances('a debit never raises a balance', (call, before, after) =>
  after <= before ? undefined : { message: `by ${String(call.input)} raised the balance from ${before} to ${after}.` },
);

/** Exact to the last cent: amounts have at most three decimals, so that thousandths count them exactly. */
export const moneyCanBeDrawn = serviceInvariant('a debit up to the balance is accepted', SERVICE, (view) => {
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
        message: `was refused ${amount / 1_000}; by exact arithmetic the account holds ${held / 1_000}, and the stored float is ${String(view.state(SERVICE, call.key, 'balance'))}.`,
        seq: end.seq,
      });
    },
    exercised: () => debits,
  };
});

/** Not more and not less. */
export const debitsAreExact = onBalances('a debit takes exactly its amount', (call, before, after) => {
  const amount = call.input as number;
  if (Math.abs(before - after - amount) < 1e-6 || !Number.isFinite(before)) return undefined;
  return {
    message: `by ${amount} changed the balance from ${before} to ${after}.`,
    kind: after === -amount ? 'forgotten' : amount > 0 ? 'too little' : 'payment lost',
  };
});

/** The listing says of its two reads that both can execute concurrently. */
export const readsOverlap = serviceInvariant('two reads of one caller overlap', SERVICE, () => {
  /** Invocation of the caller -> how many of its reads have begun and ended. */
  const reads = new Map<string, { begun: number; ended: number }>();
  const of = ({ invocation }: ServiceCall): { begun: number; ended: number } => {
    const caller = invocation.slice(0, Math.max(0, invocation.lastIndexOf('/')));
    const own = reads.get(caller) ?? { begun: 0, ended: 0 };
    reads.set(caller, own);
    return own;
  };
  let judged = 0;
  const isRead = ({ handler, invocation }: ServiceCall): boolean =>
    handler === 'GetBalance' && invocation.includes('/');
  return {
    onCreated: (call) => {
      if (isRead(call)) of(call).begun++;
    },
    onCompleted: (call, end) => {
      if (!isRead(call)) return undefined;
      const own = of(call);
      own.ended++;
      if (own.ended !== 1) return undefined;
      judged++;
      if (own.begun > 1) return undefined;
      return callBreach(call, { message: 'ended before its caller sent the second read.', seq: end.seq });
    },
    exercised: () => judged,
  };
});

/** An invariant over each change of a balance. @param judge describes what is wrong with it, if anything is */
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
