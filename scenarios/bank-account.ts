import * as fc from 'fast-check';
import { bank, bankAccount } from '../objects/bank-account.ts';
import { type OperationSpec, scenario, type Scenario } from '../sim/index.ts';
import { malformed, maybeIdempotent } from './inputs.ts';
import { balancesWereThere, moneyIsConserved, neverOverdrawn, transfersArrive } from './invariants/bank-account.ts';
import { answered, repeated } from './outcomes.ts';

/** The vault is so full that it refuses most transfers. */
const OPENING = { ann: 100, bob: 60, vault: Number.MAX_SAFE_INTEGER - 20 } as const;

const who = fc.constantFrom('ann', 'bob', 'cid');
const anyone = fc.constantFrom('ann', 'bob', 'cid', 'vault');
const amount = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 120 }) },
  { weight: 1, arbitrary: malformed(0, -5, 1.5, '10', null) },
);
const afterMs = fc.constantFrom(0, 0, 0, 10);

/** Clients credit, debit and transfer between a few accounts, all at the same time. */
export const bankScenario: Scenario = scenario('bank account', {
  services: [bankAccount, bank],
  setup: Object.entries(OPENING).map(([key, input]): OperationSpec => ({
    kind: 'call',
    service: 'BankAccount',
    handler: 'credit',
    key,
    input,
  })),
  operations: ({ call, send }) => [
    call(bankAccount, 'credit', { key: who, input: amount, idempotencyKey: maybeIdempotent }),
    call(bankAccount, 'credit', { key: fc.constantFrom('ann', 'vault'), input: 1_000_000 }),
    call(bankAccount, 'debit', { key: who, input: amount, idempotencyKey: maybeIdempotent }),
    call(bankAccount, 'transfer', { key: anyone, input: fc.record({ to: anyone, amount }), afterMs }),
    send(bankAccount, 'transfer', { key: who, input: fc.record({ to: anyone, amount }) }),
    call(bank, 'transfer', {
      input: fc.record({ from: anyone, to: anyone, amount }),
      idempotencyKey: maybeIdempotent,
    }),
    call(bank, 'transfer', {
      input: malformed(null, 'ann', { from: '', to: 'bob', amount: 1 }, { from: 'ann', amount: 1 }),
    }),
    call(bankAccount, 'balance', { key: who, afterMs }),
    call(bankAccount, 'statement', { key: who, afterMs }),
    call(bankAccount, 'redeliver', { key: who }),
  ],
  clients: 4,
  maxOperations: 14,
  invariants: [moneyIsConserved, neverOverdrawn, balancesWereThere, transfersArrive],
  outcomes: {
    'a debit or transfer is refused for lack of funds': answered(402, 'insufficient funds'),
    'a bad amount is refused': answered(400, 'amount must be a whole number'),
    'a transfer to oneself is refused': answered(400, 'cannot transfer to itself'),
    'a transfer without an account is refused': answered(400, 'must be a text'),
    'a request that is not an object is refused': answered(400, 'expected an object'),
    'a credit beyond the largest balance is refused': answered(400, 'would exceed the largest balance'),
    'a transfer comes back from a full account': (event) =>
      event.type === 'appended' &&
      event.command.type === 'OneWayCall' &&
      event.command.handler === 'settle' &&
      new TextDecoder().decode(event.command.parameter).includes('"accepted":false'),
    'a request is repeated with its idempotency key': repeated,
  },
});
