/**
 * Goal: a record is stored under the key of its name, and two names never share a key. Method: random clients, some of which
 * make their keys in another way, against a sequential model; for each invariant a record with one planted bug, which the
 * invariant must catch.
 */
import type * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { namedRecord, type NamedRecord } from '../../objects/named-record.ts';
import { fieldsOf, text } from '../../objects/refuse.ts';
import { keysBelong, namedRecordScenario, recordModel } from '../../scenarios/named-record.ts';
import { linearizable } from '../../sim/checks/linearizability/invariant.ts';
import { withHandlers } from './with-handlers.ts';
import { replaced } from '../harness/replaced.ts';
import { objection, search } from '../harness/search.ts';

/** Trusts the client to make the key from the name. */
const trustsTheKey = withHandlers(namedRecord, {
  put: async (ctx: restate.ObjectContext, request: NamedRecord) => {
    const { name, value } = fieldsOf(request);
    const record = { name: text('name', name, 10_000), value: text('value', value) };
    ctx.set('record', record);
    return record;
  },
});

/** Responds that a record was removed, and leaves it there. */
const removesNothing = withHandlers(namedRecord, { remove: async () => undefined });

describe('a named record', () => {
  it('holds its invariants in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(namedRecordScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    { bug: 'trusts the key', by: keysBelong, variant: trustsTheKey, says: 'belongs to another key' },
    {
      bug: 'responds to a removal and removes nothing',
      by: linearizable(recordModel),
      variant: removesNothing,
      says: 'No order of',
    },
  ])('is caught when it $bug', async ({ by, variant, says }) => {
    expect(
      await objection(
        replaced(namedRecordScenario, () => [variant]),
        by,
      ),
    ).toContain(says);
  });
});
