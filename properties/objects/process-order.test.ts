/**
 * Goal: each update is processed once and none is lost, in the service with a database as in the object. Method: both at once,
 * clients that repeat their requests, a database that fails and loses responses, crashes; for each invariant an order, or a
 * database, with one planted bug, which the invariant must catch. Some of these bugs are those of the guide's listings.
 */
import type * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
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
import { replaced } from '../harness/replaced.ts';
import { objection, search } from '../harness/search.ts';

// A search takes about a second on an idle machine.
describe('processing an order', () => {
  it('holds its invariants in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(processOrderScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it('is caught when the object applies an update again, as the listing does', async () => {
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

  it('is caught when the object responds without processing', async () => {
    const inWordsOnly = withHandlers(processedOrder, { process: async () => newRecord });
    const scenario = replaced(processOrderScenario, () => [inWordsOnly]);
    expect(await objection(scenario, nothingIsLost)).toContain('does not have it');
  });

  it('depends on a database that compares versions: in the listing a late save undoes others', async () => {
    const blind = { ...processOrderScenario, effects: { orders: orderTable(() => true) } };
    expect(await objection(blind, nothingIsLost)).toContain("the database's o");
  });

  it('is caught when the service takes a lost response for success', async () => {
    const scenario = replaced(processOrderScenario, (effects) => {
      // The effects of the scenario make the database; they are passed without their types.
      const { load, save } = orderDatabaseOf(effects as unknown as OrderTableEffects);
      return [orderService({ load, save: (id, record) => save(id, record).then(() => record) })];
    });
    expect(await objection(scenario, nothingIsLost)).toContain("the database's o");
  });
});
