import { everyWrite, type Invariant } from '../../sim/index.ts';
import type { Wallet } from '../../objects/wallet.ts';

const WALLET = { service: 'Wallet', state: 'wallet' } as const;

export const neverBelowZero: Invariant = everyWrite<Wallet>('no pocket is ever below zero', WALLET, ({ value }) => {
  const below = Object.entries(value.balances).find(([, balance]) => !(balance >= 0));
  return below === undefined || `it holds ${below[1]} ${below[0]}.`;
});

/** In every currency, the amount brought forward plus the log is the balance. */
export const booksBalance: Invariant = everyWrite<Wallet>('the log adds up to the balances', WALLET, ({ value }) => {
  const sums = new Map(Object.entries(value.brought));
  for (const { currency, amount } of value.log.flatMap(({ lines }) => lines))
    sums.set(currency, (sums.get(currency) ?? 0) + amount);
  for (const currency of new Set([...sums.keys(), ...Object.keys(value.balances)])) {
    const [says, is] = [sums.get(currency) ?? 0, value.balances[currency] ?? 0];
    if (says !== is) return `the log adds up to ${says} ${currency}, and the balance is ${is}.`;
  }
  return true;
});
