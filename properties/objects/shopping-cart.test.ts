/**
 * Goal: every order is paid exactly once, at its price, under every fault; no item is lost; no cart is stuck. Method: random
 * customers, crashes, a provider that fails, loses responses and declines; for each invariant a cart with one planted bug,
 * which the invariant must catch. Kills and cancellations, which no scenario has, are enumerated.
 */
import { describe, expect, it } from 'vitest';
import type { Cart } from '../../objects/shopping-cart.ts';
import {
  cartsWereThere,
  chargedAsOrdered,
  chargedOnce,
  chargesBelongToOrders,
  itemsStay,
  noCartIsStuck,
  paidOrdersArePaid,
} from '../../scenarios/invariants/shopping-cart.ts';
import { shoppingCartScenario } from '../../scenarios/shopping-cart.ts';
import type { Phase } from '../../sim/core/address.ts';
import type { Trouble } from '../../sim/simulation/faults/plan.ts';
import type { Scenario } from '../../sim/simulation/scenario/scenario.ts';
import type { OperationSpec } from '../../sim/simulation/scenario/operation-spec.ts';
import * as broken from './shopping-cart.broken.ts';
import { replaced } from '../harness/replaced.ts';
import { objection, search } from '../harness/search.ts';
import { breaches, singleClient, type ClientRun } from '../harness/single-client.ts';

// A search takes about a second on an idle machine.
describe('a shopping cart', () => {
  it('holds its invariants in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(shoppingCartScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    { bug: 'pays without an idempotency key', by: chargedOnce, variant: broken.paysWithoutKey },
    { bug: 'charges before it stores the order', by: chargedAsOrdered, variant: broken.chargesFirst },
    { bug: 'does not wait until the order is stored', by: chargedAsOrdered, variant: broken.doesNotWait },
    { bug: 'takes a lost response for a refusal', by: chargesBelongToOrders, variant: broken.takesSilenceForNo },
    { bug: 'takes a lost response for success', by: paidOrdersArePaid, variant: broken.takesSilenceForYes },
    { bug: 'accepts items during a payment', by: itemsStay, variant: broken.sellsWhilePaying },
    { bug: 'shows totals from the memory of its process', by: cartsWereThere, variant: broken.showsAnOldTotal },
    { bug: 'stays in paying after a refusal', by: noCartIsStuck, variant: broken.staysInPaying },
  ])('is caught when it $bug', async ({ by, variant }) => {
    expect(await objection(withCart(variant), by)).toContain('ShoppingCart/');
  });
});

const ask = { kind: 'call', service: 'ShoppingCart', key: 'ann' } as const;
const ANOTHER_PEN: OperationSpec = { ...ask, handler: 'addItem', input: { sku: 'pen', quantity: 1, unitPrice: 30 } };

const PHASES: readonly Phase[] = ['before', 'inside', 'after'];
const POINTS = [0, 1, 2, 3, 4, 5, 6].flatMap((entry) =>
  PHASES.map((phase) => ({ path: '', attempt: 1, entry, phase })),
);

describe.each(['kill', 'cancel'] as const)('a checkout during which an operator sends a %s', (kind) => {
  it('has charged at most once after the next checkout, and for the items that were in the cart', async () => {
    let injected = 0;
    for (const point of POINTS) {
      const run = await payTwice(shoppingCartScenario, { kind, ...point });
      if (run.result.events.some(({ type }) => type === 'trouble')) injected++;
      expect(breaches(run)).toEqual([]);
      expect(chargesIn(run)).toBe(1);
      expect(paidIn(run)).toEqual([{ sku: 'pen', quantity: 2, unitPrice: 30 }]);
    }
    expect(injected).toBeGreaterThan(POINTS.length / 2);
  });
});

it('sells more than was paid for after a kill of a cart that charges before it stores the order', async () => {
  const messages: string[] = [];
  for (const point of POINTS) {
    const careless = withCart(broken.chargesFirst, [paidOrdersArePaid]);
    messages.push(...breaches(await payTwice(careless, { kind: 'kill', ...point }, [ANOTHER_PEN])));
  }
  expect(messages.join()).toContain('is paid by payment 1, but the provider charged 60 to the cart ann');
});

function withCart(variant: (typeof broken)['chargesFirst'], invariants = shoppingCartScenario.invariants): Scenario {
  // The effects of the scenario make the cart; they are passed without their types.
  const scenario = replaced(shoppingCartScenario, (effects) => [
    variant(effects as unknown as Parameters<typeof variant>[0]),
  ]);
  return { ...scenario, invariants };
}

/** Two pens, a checkout with the fault, what the customer does then, a checkout without a fault, and a read. */
function payTwice(scenario: Scenario, trouble: Trouble, meanwhile: readonly OperationSpec[] = []): Promise<ClientRun> {
  return singleClient(scenario, [
    { ...ask, handler: 'addItem', input: { sku: 'pen', quantity: 2, unitPrice: 30 } },
    { ...ask, handler: 'checkout', troubles: [trouble] },
    ...meanwhile,
    { ...ask, handler: 'checkout', afterMs: 60_000 },
    { ...ask, handler: 'view' },
  ]);
}

function chargesIn({ result }: ClientRun): number {
  const outputs = result.events.flatMap((event) =>
    event.type === 'effect happened' ? [JSON.stringify(event.output)] : [],
  );
  return new Set(outputs).size;
}

function paidIn({ answers }: ClientRun): unknown {
  const cart = answers.at(-1)?.body as Cart | undefined;
  return cart?.lastOrder?.items;
}
