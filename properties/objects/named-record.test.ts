/**
 * Goal: a record is stored under the key of its name, and two names never meet. Method: random clients, some of whom make their
 * keys in their own way, against a sequential model; for each a record with one slip, which it must catch.
 */
import type * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { namedRecord, type NamedRecord } from '../../objects/named-record.ts';
import { fieldsOf, text } from '../../objects/refuse.ts';
import { keysBelong, namedRecordScenario, recordModel } from '../../scenarios/named-record.ts';
import { linearizable } from '../../sim/checks/linearizability/invariant.ts';
import { withHandlers } from './with-handlers.ts';
import { objection, replaced, search } from '../harness/search.ts';

/** Believes that the client has made the key from the name. */
const believesTheKey = withHandlers(namedRecord, {
  put: async (ctx: restate.ObjectContext, request: NamedRecord) => {
    const { name, value } = fieldsOf(request);
    const record = { name: text('name', name, 10_000), value: text('value', value) };
    ctx.set('record', record);
    return record;
  },
});

/** Says that a record is gone, and leaves it there. */
const removesInWordsOnly = withHandlers(namedRecord, { remove: async () => undefined });

describe('a named record', () => {
  it('keeps its promises in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(namedRecordScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    { slip: 'believes in the key', by: keysBelong, variant: believesTheKey, says: 'belongs to another key' },
    { slip: 'removes in words only', by: linearizable(recordModel), variant: removesInWordsOnly, says: 'No order of' },
  ])('is caught when it $slip', async ({ by, variant, says }) => {
    expect(
      await objection(
        replaced(namedRecordScenario, () => [variant]),
        by,
      ),
    ).toContain(says);
  });
});
