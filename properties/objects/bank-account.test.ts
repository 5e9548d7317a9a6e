/**
 * Goal: transfers neither lose nor make money, never overdraw and always arrive. Method: random clients, crashes and orders
 * of steps; for each invariant an account with one planted bug, which the invariant must catch. Kills, which no
 * scenario has, are enumerated.
 */
import { describe, expect, it } from 'vitest';
import type { Account } from '../../objects/bank-account.ts';
import { bankScenario } from '../../scenarios/bank-account.ts';
import {
  balancesWereThere,
  moneyIsConserved,
  neverOverdrawn,
  transfersArrive,
} from '../../scenarios/invariants/bank-account.ts';
import { everythingSettles } from '../../sim/checks/liveness/settles.ts';
import type { Phase } from '../../sim/core/address.ts';
import * as broken from './bank-account.broken.ts';
import { replaced } from '../harness/replaced.ts';
import { objection, search } from '../harness/search.ts';
import { breaches, singleClient, type ClientRun, type Request } from '../harness/single-client.ts';
import { decodeUtf8 } from '../../sim/core/utf8.ts';

// A search takes about a second on an idle machine.
describe('a bank account', () => {
  it('holds its invariants in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(bankScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    {
      bug: 'calls the target while it holds its own lock',
      by: everythingSettles,
      variant: broken.callsTheTarget,
      says: 'Deadlock',
    },
    {
      bug: 'takes money and records it in two writes',
      by: moneyIsConserved,
      variant: broken.writesTwice,
      says: 'less than was paid in',
    },
    {
      bug: 'receives a transfer twice',
      by: moneyIsConserved,
      variant: broken.takesTwice,
      says: 'more than was paid in',
    },
    {
      bug: 'responds to a debit and does not store it',
      by: moneyIsConserved,
      variant: broken.debitsInWordsOnly,
      says: 'changed nothing',
    },
    {
      bug: 'stores a debit and then refuses it',
      by: moneyIsConserved,
      variant: broken.looksTooLate,
      says: 'failed at',
    },
    { bug: 'debits without a check', by: neverOverdrawn, variant: broken.overdraws, says: 'a balance of -' },
    {
      bug: 'never settles with the source',
      by: transfersArrive,
      variant: broken.neverSettles,
      // The transfer at one end, or its response at the other: the invariant reports the first account that it looks at.
      says: 'The run has settled, but',
    },
    { bug: 'sends money back for no reason', by: transfersArrive, variant: broken.sendsBack, says: 'room for it' },
    {
      bug: 'never lets its target forget a transfer',
      by: transfersArrive,
      variant: broken.neverForgets,
      says: 'still stores its answer',
    },
  ])('is caught when it $bug', async ({ by, variant, says }) => {
    expect(
      await objection(
        replaced(bankScenario, () => [variant]),
        by,
      ),
    ).toContain(says);
  });

  it('is caught when it responds from the memory of its process', async () => {
    const forgetful = replaced(bankScenario, () => [broken.readsACopy()]);
    expect(await objection(forgetful, balancesWereThere)).toContain('never had since the request');
  });
});

/** A transfer, its delivery, its settlement and its end: each is sent by entry 3 of the previous one. */
const STAGES = ['', '/3', '/3/3', '/3/3/3'];
const PHASES: readonly Phase[] = ['before', 'after'];
const POINTS = STAGES.flatMap((path) =>
  [0, 1, 2, 3, 4].flatMap((entry) => PHASES.map((phase) => ({ path, entry, phase }))),
);

describe.each(['kill', 'cancel'] as const)('a transfer during which an operator sends a %s', (kind) => {
  it('loses no money at any entry, and arrives after redeliver', async () => {
    let injected = 0;
    for (const point of POINTS) {
      const run = await singleClient(bankScenario, [
        {
          kind: 'call',
          service: 'BankAccount',
          handler: 'transfer',
          key: 'ann',
          input: { to: 'bob', amount: 30 },
          troubles: [{ kind, attempt: 1, ...point }],
        },
        { kind: 'call', service: 'BankAccount', handler: 'redeliver', key: 'ann', afterMs: 60_000 },
        { kind: 'call', service: 'BankAccount', handler: 'balance', key: 'bob', afterMs: 60_000 },
      ]);
      if (run.result.events.some(({ type }) => type === 'trouble')) injected++;
      expect(breaches(run)).toEqual([]);
      const [ann, bob] = [lastAccount(run, 'ann'), lastAccount(run, 'bob')];
      expect(ann.outgoing).toEqual([]);
      expect([`${ann.balance} ${bob.balance}`]).toContain(ann.balance === 100 ? '100 60' : '70 90');
    }
    expect(injected).toBeGreaterThan(POINTS.length / 2);
  });
});

it('sends every transfer again that a kill has lost, and returns how many', async () => {
  const lost = (to: string): Request => ({
    kind: 'call',
    service: 'BankAccount',
    handler: 'transfer',
    key: 'ann',
    input: { to, amount: 10 },
    // The money has left the balance, and the message is not sent yet.
    troubles: [{ kind: 'kill', path: '', attempt: 1, entry: 3, phase: 'before' }],
  });
  const run = await singleClient(bankScenario, [
    lost('bob'),
    lost('cid'),
    { kind: 'call', service: 'BankAccount', handler: 'redeliver', key: 'ann', afterMs: 60_000 },
    { kind: 'call', service: 'BankAccount', handler: 'statement', key: 'ann', afterMs: 60_000 },
  ]);
  expect(run.answers.slice(2).map(({ body }) => body)).toEqual([
    { redelivered: 2 },
    { balance: lastAccount(run, 'ann').balance, outgoing: [] },
  ]);
});

/** What an account held at the end. */
function lastAccount({ result }: ClientRun, key: string): Account {
  const owners = new Map<string, string | undefined>();
  let account: unknown;
  for (const event of result.events) {
    if (event.type === 'invocation created') owners.set(event.invocation, event.target.key);
    if (event.type === 'appended' && event.command.type === 'SetState' && owners.get(event.invocation) === key)
      account = JSON.parse(decodeUtf8(event.command.value));
  }
  return account as Account;
}
