/**
 * Goal: every order is paid for exactly once, for what it is worth, whatever goes wrong; no item is lost; no cart is stuck.
 * Method: random customers, crashes, a provider that fails, forgets to answer and declines; for each invariant a cart with
 * one slip, which it must catch. Kills and cancellations, which no scenario has, are enumerated.
 */
import { describe, expect, it, vi } from 'vitest';
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
import type { OperationSpec, Scenario } from '../../sim/simulation/scenario/scenario.ts';
import * as broken from './shopping-cart.broken.ts';
import { objection, replaced, search } from '../harness/search.ts';
import { breaches, singleClient, type Told } from '../harness/single-client.ts';

// A search takes about a second on a quiet machine.
vi.setConfig({ testTimeout: 60_000 });

describe('a shopping cart', () => {
  it('keeps its promises in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(shoppingCartScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    { slip: 'pays without an idempotency key', by: chargedOnce, variant: broken.paysWithoutKey },
    { slip: 'charges before it stores the order', by: chargedAsOrdered, variant: broken.chargesFirst },
    { slip: 'does not wait until the order is stored', by: chargedAsOrdered, variant: broken.doesNotWait },
    { slip: 'takes silence for a no', by: chargesBelongToOrders, variant: broken.takesSilenceForNo },
    { slip: 'takes silence for a yes', by: paidOrdersArePaid, variant: broken.takesSilenceForYes },
    { slip: 'lets items in while it pays for others', by: itemsStay, variant: broken.sellsWhilePaying },
    { slip: 'shows totals from the memory of its process', by: cartsWereThere, variant: broken.showsAnOldTotal },
    { slip: 'stays in paying after a no', by: noCartIsStuck, variant: broken.staysInPaying },
  ])('is caught when it $slip', async ({ by, variant }) => {
    expect(await objection(withCart(variant), by)).toContain('ShoppingCart/');
  });
});

const ask = { kind: 'call', service: 'ShoppingCart', key: 'ann' } as const;
const ANOTHER_PEN: OperationSpec = { ...ask, handler: 'addItem', input: { sku: 'pen', quantity: 1, unitPrice: 30 } };

const PHASES: readonly Phase[] = ['before', 'inside', 'after'];
const POINTS = [0, 1, 2, 3, 4, 5, 6].flatMap((entry) =>
  PHASES.map((phase) => ({ path: '', attempt: 1, entry, phase })),
);

describe.each(['kill', 'cancel'] as const)('a checkout that is hit by a %s', (kind) => {
  it('has charged at most once when the next one is through, and for the items that were in the cart', async () => {
    let struck = 0;
    for (const point of POINTS) {
      const told = await payTwice(shoppingCartScenario, { kind, ...point });
      if (told.result.events.some(({ type }) => type === 'trouble')) struck++;
      expect(breaches(told)).toEqual([]);
      expect(chargesIn(told)).toBe(1);
      expect(paidIn(told)).toEqual([{ sku: 'pen', quantity: 2, unitPrice: 30 }]);
    }
    expect(struck).toBeGreaterThan(POINTS.length / 2);
  });
});

it('sells more than was paid for when a kill hits a cart that charges before it stores the order', async () => {
  const messages: string[] = [];
  for (const point of POINTS) {
    const careless = withCart(broken.chargesFirst, [paidOrdersArePaid]);
    messages.push(...breaches(await payTwice(careless, { kind: 'kill', ...point }, [ANOTHER_PEN])));
  }
  expect(messages.join()).toContain('is paid by payment 1, but the provider charged 60 to the cart ann');
});

function withCart(variant: (typeof broken)['chargesFirst'], invariants = shoppingCartScenario.invariants): Scenario {
  // The effects of the scenario are what the cart is made from; between the two they travel without their types.
  const scenario = replaced(shoppingCartScenario, (effects) => [
    variant(effects as unknown as Parameters<typeof variant>[0]),
  ]);
  return { ...scenario, invariants };
}

/** Two pens, a checkout that is hit, what the customer does then, a checkout that is not hit, and a look. */
function payTwice(scenario: Scenario, trouble: Trouble, meanwhile: readonly OperationSpec[] = []): Promise<Told> {
  return singleClient(scenario, [
    { ...ask, handler: 'addItem', input: { sku: 'pen', quantity: 2, unitPrice: 30 } },
    { ...ask, handler: 'checkout', troubles: [trouble] },
    ...meanwhile,
    { ...ask, handler: 'checkout', afterMs: 60_000 },
    { ...ask, handler: 'view' },
  ]);
}

function chargesIn({ result }: Told): number {
  const outputs = result.events.flatMap((event) =>
    event.type === 'effect happened' ? [JSON.stringify(event.output)] : [],
  );
  return new Set(outputs).size;
}

function paidIn({ answers }: Told): unknown {
  const cart = answers.at(-1)?.body as Cart | undefined;
  return cart?.lastOrder?.items;
}
