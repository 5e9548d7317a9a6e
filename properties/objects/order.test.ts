/**
 * Goal: an order takes only legal paths under concurrent requests. Method: random clients and crashes against a sequential
 * model; for each invariant an order with one planted bug, which the invariant must catch.
 */
import { describe, expect, it } from 'vitest';
import { order } from '../../objects/order.ts';
import { historyStays, pathsAreLegal } from '../../scenarios/invariants/order.ts';
import { orderModel } from '../../scenarios/models/order.ts';
import { orderScenario } from '../../scenarios/order.ts';
import { linearizable } from '../../sim/checks/linearizability/invariant.ts';
import { Simulation } from '../../sim/simulation/simulation.ts';
import * as broken from './order.broken.ts';
import { replaced } from '../harness/replaced.ts';
import { objection, search } from '../harness/search.ts';

// A search takes about a second on an idle machine.
describe('an order', () => {
  it('holds its invariants in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(orderScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    { bug: 'ships an unpaid order', by: pathsAreLegal, variant: broken.shipsUnpaid, says: 'place ship' },
    { bug: 'forgets earlier moves', by: historyStays, variant: broken.forgetsThePast, says: 'it was' },
    {
      bug: 'responds to a cancel and cancels nothing',
      by: linearizable(orderModel),
      variant: broken.cancelsInWordsOnly,
      says: 'No order of the',
    },
  ])('is caught when it $bug', async ({ by, variant, says }) => {
    expect(
      await objection(
        replaced(orderScenario, () => [variant]),
        by,
      ),
    ).toContain(says);
  });
});

it('keeps the goods that it was placed for until its end', async () => {
  await using sim = new Simulation({ services: [order] });
  const one = sim.client.object(order, 'o1');
  const goods = { sku: 'pen', quantity: 3 };
  await one.place(goods);
  for (const move of [() => one.pay(), () => one.ship(), () => one.deliver(), () => one.giveBack()])
    expect((await move()).goods).toEqual(goods);
});
