/**
 * Goal: a transaction is applied completely or not at all, and once, and the books balance. Method: random clients that repeat
 * their requests, and crashes, against a sequential model; for each invariant a wallet with one planted bug, which the
 * invariant must catch.
 */
import { describe, expect, it } from 'vitest';
import { booksBalance, neverBelowZero } from '../../scenarios/invariants/wallet.ts';
import { walletModel } from '../../scenarios/models/wallet.ts';
import { walletScenario } from '../../scenarios/wallet.ts';
import { linearizable } from '../../sim/checks/linearizability/invariant.ts';
import * as broken from './wallet.broken.ts';
import { replaced } from '../harness/replaced.ts';
import { objection, search } from '../harness/search.ts';

// A search takes about a second on an idle machine.
const fitsTheModel = linearizable(walletModel);

describe('a wallet', () => {
  it('holds its invariants in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(walletScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    { bug: 'checks one line only', by: neverBelowZero, variant: broken.looksAtOneLine, says: 'it holds -' },
    { bug: 'leaves payments out of its log', by: booksBalance, variant: broken.logsWhatComesIn, says: 'adds up to' },
    {
      bug: 'books a repeated transaction again',
      by: fitsTheModel,
      variant: broken.booksTwice,
      says: 'No order of the',
    },
    { bug: 'books line by line', by: fitsTheModel, variant: broken.booksLineByLine, says: 'No order of the' },
  ])('is caught when it $bug', async ({ by, variant, says }) => {
    expect(
      await objection(
        replaced(walletScenario, () => [variant]),
        by,
      ),
    ).toContain(says);
  });
});
