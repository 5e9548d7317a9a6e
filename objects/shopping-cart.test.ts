/**
 * Goal: an order is paid exactly once, at the price of what the customer sees in it; never an empty or half-paid cart.
 * Method: a cart and a payment provider that is idempotent in the key, played in random order. A checkout is cut into its
 * steps — the order is stored, money moves, the outcome is stored — and may end after each, as a kill or a cancellation
 * would end it. Each claim is shown to fail for a cart that is wrong.
 */
import { TerminalError } from '@restatedev/restate-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Cart,
  emptied,
  emptyCart,
  type Item,
  type Order,
  paid,
  type PaidOrder,
  paying,
  reopened,
  totalOf,
  withItem,
  withoutItem,
  withQuantity,
} from './shopping-cart.ts';

const decisions = { withItem, withoutItem, withQuantity, emptied, paying, paid, reopened };
type Decisions = typeof decisions;

const sku = fc.constantFrom('tea', 'jam', 'mug');
const quantity = fc.integer({ min: 1, max: 3 });

const move = fc.oneof(
  fc.record({
    kind: fc.constant('add' as const),
    item: fc.record({ sku, quantity, unitPrice: fc.integer({ min: 1, max: 2 }) }),
  }),
  fc.record({ kind: fc.constant('remove' as const), sku }),
  fc.record({ kind: fc.constant('update' as const), sku, quantity }),
  fc.record({ kind: fc.constant('clear' as const) }),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('checkout' as const),
      providerSays: fc.constantFrom('yes' as const, 'no' as const),
      /** How far it gets; `all` is the undisturbed checkout. */
      until: fc.constantFrom('order stored' as const, 'money moved' as const, 'all' as const, 'all' as const),
    }),
  },
);
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;
const story = fc.array(move, { maxLength: 25, size: 'max' });

/** The first request for a key counts, for charges and for refusals: that is what idempotent means. */
class Provider {
  readonly outcomes = new Map<string, { amount: number; charged: boolean; items: readonly Item[] }>();
  readonly askedAgainFor: { first: number; later: number }[] = [];

  ask({ idempotencyKey, amount, items }: Order, says: 'yes' | 'no'): boolean {
    const known = this.outcomes.get(idempotencyKey);
    if (known === undefined) this.outcomes.set(idempotencyKey, { amount, charged: says === 'yes', items });
    else this.askedAgainFor.push({ first: known.amount, later: amount });
    return known?.charged ?? says === 'yes';
  }

  get charged(): { amount: number; items: readonly Item[] }[] {
    return [...this.outcomes.values()].filter(({ charged }) => charged);
  }
}

function play(by: Decisions, moves: readonly Move[]) {
  const provider = new Provider();
  const orders: PaidOrder[] = [];
  const seen: Cart[] = [];
  let cart = emptyCart;
  const checkout = (says: 'yes' | 'no', until: 'order stored' | 'money moved' | 'all') => {
    const begun = by.paying(cart, 'ann');
    cart = begun.cart;
    if (until === 'order stored') return;
    const charged = provider.ask(begun.order, says);
    if (until === 'money moved') return;
    const order = { ...begun.order, receipt: { paymentId: begun.order.idempotencyKey } };
    cart = charged ? by.paid(cart, order) : by.reopened(cart);
    if (charged) orders.push(order);
  };
  const step = (move: Move) => {
    switch (move.kind) {
      case 'add':
        cart = by.withItem(cart, move.item);
        return;
      case 'remove':
        cart = by.withoutItem(cart, move.sku);
        return;
      case 'update':
        cart = by.withQuantity(cart, move.sku, move.quantity);
        return;
      case 'clear':
        cart = by.emptied(cart);
        return;
      case 'checkout':
        checkout(move.providerSays, move.until);
    }
  };
  for (const move of moves) {
    refusable(() => step(move));
    seen.push(cart);
  }
  return {
    provider,
    orders,
    seen,
    /** The customer comes back until nothing is undecided. */
    finish: () => {
      if (cart.paying !== null) checkout('yes', 'all');
      return cart;
    },
  };
}

function refusable(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
  }
}

type Claim = (by: Decisions) => fc.IProperty<[Move[]]>;

const claims: Record<string, Claim> = {
  'charges exactly what its orders say, once each': (by) =>
    fc.property(story, (moves) => {
      const { provider, orders, finish } = play(by, moves);
      finish();
      const charges = provider.charged.map(({ amount, items }) => ({ amount, items }));
      expect(charges).toEqual(orders.map(({ amount, items }) => ({ amount, items })));
      expect(new Set(orders.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(orders.length);
    }),

  'asks for the same amount whenever it uses a key again': (by) =>
    fc.property(story, (moves) => {
      const { provider, finish } = play(by, moves);
      finish();
      for (const { first, later } of provider.askedAgainFor) expect(later).toBe(first);
    }),

  'never pays for an empty cart, nor another sum than the items come to': (by) =>
    fc.property(story, (moves) => {
      const { provider, finish } = play(by, moves);
      finish();
      for (const { amount, items } of provider.outcomes.values()) {
        expect(items).not.toEqual([]);
        expect(amount).toBe(totalOf(items));
      }
    }),

  'shows what is being paid for as long as it is being paid': (by) =>
    fc.property(story, (moves) => {
      for (const { paying: order, items } of play(by, moves).seen)
        if (order !== null) expect(items).toEqual(order.items);
    }),

  'keeps its items when payment is declined, and drops them when they are paid': (by) =>
    fc.property(story, (moves) => {
      let before = emptyCart;
      for (const after of play(by, moves).seen) {
        const decided = before.paying !== null && after.paying === null ? before.paying : null;
        const wasPaid = after.lastOrder?.idempotencyKey === decided?.idempotencyKey;
        if (decided !== null) expect(after.items).toEqual(wasPaid ? [] : decided.items);
        before = after;
      }
    }),
};

const unlocked = (cart: Cart): Cart => ({ ...cart, paying: null });

const bugs: { bug: string; noticedBy: keyof typeof claims; by: Decisions }[] = [
  {
    bug: 'lets items in while it is being paid',
    noticedBy: 'shows what is being paid for as long as it is being paid',
    by: { ...decisions, withItem: (cart, item) => ({ ...withItem(unlocked(cart), item), paying: cart.paying }) },
  },
  {
    bug: 'lets an item out while it is being paid',
    noticedBy: 'shows what is being paid for as long as it is being paid',
    by: { ...decisions, withoutItem: (cart, name) => ({ ...withoutItem(unlocked(cart), name), paying: cart.paying }) },
  },
  {
    bug: 'lets a quantity change while it is being paid',
    noticedBy: 'shows what is being paid for as long as it is being paid',
    by: {
      ...decisions,
      withQuantity: (cart, name, to) => ({ ...withQuantity(unlocked(cart), name, to), paying: cart.paying }),
    },
  },
  {
    bug: 'can be cleared while it is being paid',
    noticedBy: 'charges exactly what its orders say, once each',
    by: { ...decisions, emptied: (cart) => emptied(unlocked(cart)) },
  },
  {
    bug: 'begins a new order while the outcome of the last is unknown',
    noticedBy: 'charges exactly what its orders say, once each',
    by: { ...decisions, paying: (cart, key) => paying(unlocked(cart), key) },
  },
  {
    bug: 'opens again when the outcome is unknown, and uses the key again',
    noticedBy: 'asks for the same amount whenever it uses a key again',
    by: {
      ...decisions,
      withItem: (cart, item) => withItem(unlocked(cart), item),
      paying: (cart, key) => paying({ ...unlocked(cart), orders: 0 }, key),
    },
  },
  {
    bug: 'keeps its items after they were paid',
    noticedBy: 'keeps its items when payment is declined, and drops them when they are paid',
    by: { ...decisions, paid: (cart, order) => ({ ...paid(cart, order), items: cart.items }) },
  },
  {
    bug: 'loses its items when payment is declined',
    noticedBy: 'keeps its items when payment is declined, and drops them when they are paid',
    by: { ...decisions, reopened: (cart) => ({ ...reopened(cart), items: [] }) },
  },
  {
    bug: 'pays for an empty cart',
    noticedBy: 'never pays for an empty cart, nor another sum than the items come to',
    by: {
      ...decisions,
      paying: (cart, key) => {
        if (cart.items.length > 0 || cart.paying !== null) return paying(cart, key);
        const order = { idempotencyKey: `${key}/${cart.orders + 1}`, amount: 0, items: [] };
        return { cart: { ...cart, orders: cart.orders + 1, paying: order }, order };
      },
    },
  },
  {
    bug: 'works the price out without the quantity',
    noticedBy: 'never pays for an empty cart, nor another sum than the items come to',
    by: {
      ...decisions,
      paying: (cart, key) => {
        const { cart: after, order } = paying(cart, key);
        const wrong = { ...order, amount: cart.items.reduce((sum, { unitPrice }) => sum + unitPrice, 0) };
        return { cart: { ...after, paying: wrong }, order: wrong };
      },
    },
  },
];

describe('a shopping cart', () => {
  const tea: Item = { sku: 'tea', quantity: 2, unitPrice: 300 };
  const cart = withItem(emptyCart, tea);

  for (const [claim, property] of Object.entries(claims))
    it(claim, () => {
      fc.assert(property(decisions), { seed: 42, numRuns: 500 });
    });

  for (const { bug, noticedBy, by } of bugs)
    it(`is caught when it ${bug}`, () => {
      const claim = claims[noticedBy];
      if (claim === undefined) throw new Error(`there is no claim "${noticedBy}"`);
      expect(fc.check(claim(by), { seed: 42, numRuns: 5_000 }).failed).toBe(true);
    });

  it('adds up quantities of the same item', () => {
    expect(withItem(cart, { ...tea, quantity: 3 }).items).toEqual([{ ...tea, quantity: 5 }]);
  });

  it('refuses the same item at another price', () => {
    expect(() => withItem(cart, { ...tea, unitPrice: 301 })).toThrow('"tea" is in the cart at 300, not 301');
  });

  it('knows what is not there', () => {
    expect(() => withoutItem(cart, 'mug')).toThrow(expect.objectContaining({ code: 404 }));
    expect(() => withQuantity(cart, 'mug', 1)).toThrow(expect.objectContaining({ code: 404 }));
  });

  it('keeps every total exact', () => {
    const most = Array.from({ length: 100 }, (_, n) => ({ sku: `${n}`, quantity: 1_000, unitPrice: 10_000_000_000 }));
    const full = most.reduce(withItem, emptyCart);
    expect(totalOf(full.items)).toBe(1e15);
    expect(() => withItem(full, tea)).toThrow('at most 100 different items');
    expect(() => withItem(full, { sku: '0', quantity: 1, unitPrice: 10_000_000_000 })).toThrow(
      'at most 1000 of an item',
    );
  });

  it('refuses to check out with nothing in it, also the second time', () => {
    expect(() => paying(emptyCart, 'ann')).toThrow('the cart is empty');
    const { cart: begun, order } = paying(cart, 'ann');
    const done = paid(begun, { ...order, receipt: { paymentId: 'p1' } });
    expect(() => paying(done, 'ann')).toThrow('the cart is empty');
  });
});
