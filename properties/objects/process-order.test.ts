/**
 * Goal: each update is processed once and none is lost, in the service with a database as in the object. Method: both at once,
 * clients who repeat themselves, a database that fails and forgets to answer, crashes; for each invariant an order, or a
 * database, with one slip, which it must catch. The guide's own listings are among the slips.
 */
import type * as restate from '@restatedev/restate-sdk';
import { describe, expect, it, vi } from 'vitest';
import {
  newRecord,
  orderService,
  processedOrder,
  type OrderRecord,
  type OrderUpdate,
} from '../../objects/process-order.ts';
import { fieldsOf, text } from '../../objects/refuse.ts';
import { nothingIsLost, processedOnce } from '../../scenarios/invariants/process-order.ts';
import { orderDatabaseOf, orderTable, type OrderTableEffects } from '../../scenarios/order-database.ts';
import { processOrderScenario } from '../../scenarios/process-order.ts';
import { withHandlers } from './with-handlers.ts';
import { objection, replaced, search } from '../harness/search.ts';

// A search takes about a second on a quiet machine.
vi.setConfig({ testTimeout: 60_000 });

describe('processing an order', () => {
  it('keeps its promises in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(processOrderScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it('is caught when the object takes an update again, as the listing does', async () => {
    const asPublished = withHandlers(processedOrder, {
      process: async (ctx: restate.ObjectContext, request: OrderUpdate) => {
        const { id, note } = fieldsOf(request);
        const update = { id: text('id', id), note: text('note', note) };
        const { version, updates } = (await ctx.get<OrderRecord>('record')) ?? newRecord;
        const after = { version: version + 1, updates: [...updates, update] };
        ctx.set('record', after);
        return after;
      },
    });
    const scenario = replaced(processOrderScenario, () => [asPublished]);
    expect(await objection(scenario, processedOnce)).toContain('ProcessedOrder/');
  });

  it('is caught when the object only says that it has processed', async () => {
    const inWordsOnly = withHandlers(processedOrder, { process: async () => newRecord });
    const scenario = replaced(processOrderScenario, () => [inWordsOnly]);
    expect(await objection(scenario, nothingIsLost)).toContain('does not have it');
  });

  it('is at the mercy of a database that takes any version, as the listing does: a late save undoes others', async () => {
    const blind = { ...processOrderScenario, effects: { orders: orderTable(() => true) } };
    expect(await objection(blind, nothingIsLost)).toContain("the database's o");
  });

  it('is caught when the service takes silence for success', async () => {
    const scenario = replaced(processOrderScenario, (effects) => {
      // The effects of the scenario are what the database is made from; between the two they travel without their types.
      const { load, save } = orderDatabaseOf(effects as unknown as OrderTableEffects);
      return [orderService({ load, save: (id, record) => save(id, record).then(() => record) })];
    });
    expect(await objection(scenario, nothingIsLost)).toContain("the database's o");
  });
});
