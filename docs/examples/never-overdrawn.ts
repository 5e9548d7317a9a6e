import { atRest, everyWrite, type Invariant } from '../../sim/index.ts';

export const neverOverdrawn: Invariant = everyWrite<number>(
  'no account is ever overdrawn',
  { service: 'Account', state: 'balance' },
  ({ key, value }) => value >= 0 || `the balance of ${key} is ${value}, and must not be below 0`,
);

export const nothingIsLost: Invariant = atRest('all money is still there', (view) => {
  const balances = view.keys('Account').map((key) => Number(view.state('Account', key, 'balance') ?? 0));
  const total = balances.reduce((sum, balance) => sum + balance, 0);
  return total === 200 || `the accounts hold ${total} together, and there were 200 in the beginning`;
});
