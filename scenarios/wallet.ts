import * as fc from 'fast-check';
import { wallet, type Transaction } from '../objects/wallet.ts';
import { type OperationSpec, scenario, type Scenario } from '../sim/index.ts';
import { malformed, maybeIdempotent } from './inputs.ts';
import { booksBalance, neverBelowZero } from './invariants/wallet.ts';
import { walletModel } from './models/wallet.ts';
import { answered, repeated } from './outcomes.ts';

const key = fc.constantFrom('ann', 'ann', 'bob');
const id = fc.constantFrom('t1', 't2', 't3', 't4');
/** The lines of each id, so that a repetition is equal; `t4` is used for two different transactions. */
const LINES: Readonly<Record<string, Transaction['lines']>> = {
  t1: [
    { currency: 'EUR', amount: -30 },
    { currency: 'USD', amount: 33 },
  ],
  t2: [
    { currency: 'USD', amount: 20 },
    { currency: 'EUR', amount: -80 },
  ],
  t3: [{ currency: 'EUR', amount: 25 }],
};
const transaction: fc.Arbitrary<Transaction> = fc
  .record({ id, otherwise: fc.constantFrom(5, 6) })
  .map(({ id: drawn, otherwise }) => ({ id: drawn, lines: LINES[drawn] ?? [{ currency: 'EUR', amount: otherwise }] }));
const afterMs = fc.constantFrom(0, 0, 20);

/** Clients exchange, pay in and out and reverse, and repeat requests without a response. */
export const walletScenario: Scenario = scenario('wallet', {
  services: [wallet],
  setup: ['ann', 'bob'].map((one): OperationSpec => ({
    kind: 'call',
    service: 'Wallet',
    handler: 'apply',
    key: one,
    input: { id: 'opening', lines: [{ currency: 'EUR', amount: 100 }] },
  })),
  operations: ({ call, send }) => [
    call(wallet, 'apply', { key, input: transaction, afterMs }),
    call(wallet, 'apply', { key, input: transaction }),
    call(wallet, 'apply', { key, input: transaction, idempotencyKey: maybeIdempotent }),
    send(wallet, 'apply', { key, input: transaction }),
    call(wallet, 'reverse', { key, input: fc.record({ id }) }),
    call(wallet, 'balances', { key, afterMs }),
    call(wallet, 'transactions', { key, afterMs }),
    call(wallet, 'apply', {
      key,
      input: malformed(
        { id: 'x', lines: [] },
        { id: 'x', lines: [{ currency: 'euro', amount: 1 }] },
        { id: 'x', lines: [{ currency: 'EUR', amount: 0.5 }] },
        { id: 'x', lines: [{ currency: 'EUR', amount: 0 }] },
        { id: '', lines: [{ currency: 'EUR', amount: 1 }] },
        null,
      ),
    }),
  ],
  clients: 4,
  maxOperations: 16,
  invariants: [neverBelowZero, booksBalance],
  model: walletModel,
  outcomes: {
    'funds are insufficient': answered(402, 'are missing'),
    'an id is taken': answered(422, 'another transaction'),
    'a transaction that does not exist is reversed': answered(404, 'there is no transaction'),
    'a transaction is reversed': answered(200, '"id":"-t'),
    'a transaction without lines is refused': answered(400, 'lines must be a list'),
    'a bad currency is refused': answered(400, 'three capital letters'),
    'a bad amount is refused': answered(400, 'amount must be a whole number'),
    'an amount of 0 is refused': answered(400, 'must not be 0'),
    'a transaction without an id is refused': answered(400, 'id must be a text'),
    'a request that is not an object is refused': answered(400, 'expected an object'),
    'a request is repeated with its idempotency key': repeated,
  },
});
