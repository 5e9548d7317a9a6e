import {
  callBreach,
  type Breach,
  type CallEnd,
  type RunView,
  type ServiceCall,
  serviceInvariant,
  type ServiceObserver,
  type StateWrite,
  type TraceEvent,
  virtualTime,
} from '../../sim/index.ts';
import { emptyCart, totalOf, type Cart, type Item, type PaidOrder } from '../../objects/shopping-cart.ts';
import type { Charge, Provider } from '../payment-provider.ts';
import { Versions } from './versions.ts';

const SERVICE = 'ShoppingCart';

/** An order is charged at most once, however often it is tried. */
export const chargedOnce = serviceInvariant(
  'an order is charged at most once',
  SERVICE,
  (view) => new ChargedOnce(view),
);

/** At the time of a charge, the cart has stored an order with that amount and at least one item. */
export const chargedAsOrdered = serviceInvariant(
  'every charge matches a stored order',
  SERVICE,
  (view) => new ChargedAsOrdered(view),
);

/** A paid order of a cart was charged at the provider, with the same receipt. */
export const paidOrdersArePaid = serviceInvariant(
  'a paid order is paid at the provider',
  SERVICE,
  (view) => new PaidOrders(view),
);

/** When the run has settled, each charge is for an order that is recorded as paid or still open. */
export const chargesBelongToOrders = serviceInvariant(
  'every charge is for an order on record',
  SERVICE,
  (view) => new Charges(view),
);

/** An item stays until it is removed or paid, and no other item is in the cart. */
export const itemsStay = serviceInvariant(
  'items are neither lost nor invented',
  SERVICE,
  (view) => new ItemsStay(view),
);

/** A read returns items, a total or a cart of some moment between the request and the response. */
export const cartsWereThere = serviceInvariant('a cart shows only what it held', SERVICE, () => new Readings());

/** When the run has settled, a cart is `paying` only if the outcome of its last checkout is unknown. */
export const noCartIsStuck = serviceInvariant(
  'no cart stays in paying unless the outcome is unknown',
  SERVICE,
  (view) => {
    const lastFailure = new Map<string, { readonly code: number | undefined; readonly seq: number }>();
    let checkouts = 0;
    return {
      onCompleted: (call, end) => {
        if (call.handler !== 'checkout') return undefined;
        checkouts++;
        lastFailure.set(call.key, { code: 'failure' in end ? end.failure.code : undefined, seq: end.seq });
        return undefined;
      },
      onSettled: () => {
        for (const [key, { code, seq }] of lastFailure) {
          const { paying } = cartOf(view, key);
          if (paying === null || (code !== undefined && code !== DECLINED && code !== EMPTY)) continue;
          const how = code === undefined ? 'succeeded' : `was refused with ${code}`;
          return {
            message: `At the end ${SERVICE}/${key} is still paying for ${paying.idempotencyKey}, although its last checkout ${how}.`,
            events: [seq],
            handler: `${SERVICE}/checkout`,
          };
        }
        return undefined;
      },
      exercised: () => checkouts,
    };
  },
);

const DECLINED = 402;
const EMPTY = 422;

/** Judges each charge of the provider when it is made. */
abstract class ChargeJudge implements ServiceObserver {
  protected readonly view: RunView;
  #known = 0;

  constructor(view: RunView) {
    this.view = view;
  }

  onEvent(event: TraceEvent): Breach | undefined {
    if (event.type !== 'effect happened') return undefined;
    const { charges } = providerOf(this.view);
    const charge = charges[this.#known];
    if (charge === undefined) return undefined;
    this.#known = charges.length;
    return this.charged(charge, event);
  }

  exercised(): number {
    return this.#known;
  }

  protected abstract charged(charge: Charge, event: TraceEvent): Breach | undefined;
}

class ChargedOnce extends ChargeJudge {
  /** Key of the order that the cart was paying -> the charge for it. */
  readonly #charges = new Map<string, { readonly charge: Charge; readonly seq: number }>();

  protected override charged(charge: Charge, { seq, atMs }: TraceEvent): Breach | undefined {
    // By the stored order and not by the key of the charge, because the check is whether they agree.
    const order = cartOf(this.view, charge.cart).paying?.idempotencyKey;
    if (order === undefined) return undefined;
    const first = this.#charges.get(order);
    this.#charges.set(order, { charge, seq });
    if (first === undefined) return undefined;
    return {
      message: `The provider charged ${charge.amount} to ${SERVICE}/${charge.cart} at ${virtualTime(atMs)} for the order ${order}, for which it had already charged ${first.charge.amount} (${first.charge.paymentId}).`,
      events: [first.seq, seq],
      handler: `${SERVICE}/checkout`,
    };
  }
}

class ChargedAsOrdered extends ChargeJudge {
  protected override charged(charge: Charge, { seq, atMs }: TraceEvent): Breach | undefined {
    const { paying } = cartOf(this.view, charge.cart);
    const wrong = wrongWith(charge, paying);
    if (wrong === undefined) return undefined;
    return {
      message: `The provider charged ${charge.amount} to ${SERVICE}/${charge.cart} at ${virtualTime(atMs)}, but ${wrong}.`,
      events: [seq],
      handler: `${SERVICE}/checkout`,
      kind: paying === null ? 'no order' : 'another order',
    };
  }
}

function wrongWith({ amount }: Charge, order: Cart['paying']): string | undefined {
  if (order === null) return 'the cart has stored no order: after a crash now the charge would be forgotten';
  if (order.items.length === 0) return 'the stored order is empty';
  const total = totalOf(order.items);
  if (order.amount !== amount || total !== amount)
    return `its order has the amount ${order.amount}, for items of ${total}`;
  return undefined;
}

class PaidOrders implements ServiceObserver {
  readonly #view: RunView;
  /** Payment -> the order that it is for. */
  readonly #receipts = new Map<string, string>();
  #seen = 0;

  constructor(view: RunView) {
    this.#view = view;
  }

  onWrite(call: ServiceCall, { name, value, seq, atMs }: StateWrite): Breach | undefined {
    const order = name === 'cart' ? (value as Cart).lastOrder : null;
    if (order === null) return undefined;
    const { idempotencyKey, receipt } = order;
    const known = this.#receipts.get(receipt.paymentId);
    if (known === idempotencyKey) return undefined;
    this.#receipts.set(receipt.paymentId, idempotencyKey);
    this.#seen++;
    const wrong = known === undefined ? this.#wrong(call.key, order) : `that payment was for ${known}`;
    if (wrong === undefined) return undefined;
    return callBreach(call, {
      message: `recorded at ${virtualTime(atMs)} that the order ${idempotencyKey} of ${order.amount} is paid by ${receipt.paymentId}, but ${wrong}.`,
      seq,
    });
  }

  exercised(): number {
    return this.#seen;
  }

  #wrong(cart: string, order: PaidOrder): string | undefined {
    const charge = providerOf(this.#view).charges.find(({ paymentId }) => paymentId === order.receipt.paymentId);
    if (charge === undefined) return 'the provider has no such payment';
    if (charge.cart === cart && charge.amount === order.amount) return undefined;
    return `the provider charged ${charge.amount} to the cart ${charge.cart}`;
  }
}

class Charges implements ServiceObserver {
  readonly #view: RunView;
  /** Payments that some cart has recorded. */
  readonly #recorded = new Set<string>();

  constructor(view: RunView) {
    this.#view = view;
  }

  onWrite(_call: ServiceCall, { name, value }: StateWrite): undefined {
    const order = name === 'cart' ? (value as Cart).lastOrder : null;
    if (order !== null) this.#recorded.add(order.receipt.paymentId);
  }

  onSettled(): Breach | undefined {
    for (const { paymentId, idempotencyKey, amount, cart } of providerOf(this.#view).charges) {
      if (this.#recorded.has(paymentId)) continue;
      if (cartOf(this.#view, cart).paying?.idempotencyKey === idempotencyKey) continue;
      return {
        message: `The provider charged ${amount} to ${SERVICE}/${cart} (${paymentId}), but at the end no order is paid by it or waits for it.`,
        events: [],
        handler: `${SERVICE}/checkout`,
      };
    }
    return undefined;
  }

  exercised(): number {
    return providerOf(this.#view).charges.length;
  }
}

class ItemsStay implements ServiceObserver {
  readonly #view: RunView;
  /** The expected content of each cart, from the completed calls in the order of the lock. */
  readonly #carts = new Map<string, Item[]>();
  readonly #uncertain = new Set<string>();
  #judgedTimes = 0;

  constructor(view: RunView) {
    this.#view = view;
  }

  onCompleted(call: ServiceCall, end: CallEnd): Breach | undefined {
    if (call.killed) this.#uncertain.add(call.key);
    if (this.#uncertain.has(call.key) || !('output' in end)) return undefined;
    const before = this.#carts.get(call.key) ?? [];
    const after = changed(before, call);
    if (after === undefined) return undefined;
    this.#judgedTimes++;
    this.#carts.set(call.key, after);
    // A checkout returns the paid items, every other handler the current ones.
    const isCheckout = call.handler === 'checkout';
    const got = isCheckout ? (end.output as PaidOrder).items : (end.output as readonly Item[]);
    const expected = isCheckout ? before : after;
    if (contents(got) === contents(expected)) return undefined;
    return callBreach(call, {
      message: `returned ${contents(got)} at ${virtualTime(end.atMs)}; after all calls before it, it should be ${contents(expected)}.`,
      seq: end.seq,
    });
  }

  onSettled(): Breach | undefined {
    for (const [key, expected] of this.#carts) {
      const { items } = cartOf(this.#view, key);
      if (this.#uncertain.has(key) || contents(items) === contents(expected)) continue;
      return {
        message: `At the end ${SERVICE}/${key} holds ${contents(items)}; after all calls it should hold ${contents(expected)}.`,
        events: [],
        kind: 'at the end',
      };
    }
    return undefined;
  }

  exercised(): number {
    return this.#judgedTimes;
  }
}

/** @returns the items after a successful call; undefined for calls that change nothing */
function changed(items: readonly Item[], { handler, input }: ServiceCall): Item[] | undefined {
  const item = input as Item;
  const others = items.filter(({ sku }) => sku !== item?.sku);
  const present = items.find(({ sku }) => sku === item?.sku);
  switch (handler) {
    case 'addItem':
      return [...others, { ...item, quantity: item.quantity + (present?.quantity ?? 0) }];
    case 'updateQuantity':
      return present === undefined ? others : [...others, { ...present, quantity: item.quantity }];
    case 'removeItem':
      return others;
    case 'clear':
    case 'checkout':
      return [];
    default:
      return undefined;
  }
}

/** @returns `1 x pad at 5, 2 x pen at 3`, sorted */
function contents(items: readonly Item[]): string {
  if (items.length === 0) return 'nothing';
  return items
    .map(({ sku, quantity, unitPrice }) => `${quantity} x ${sku} at ${unitPrice}`)
    .toSorted()
    .join(', ');
}

class Readings implements ServiceObserver {
  readonly #shown = {
    items: new Versions(JSON.stringify(emptyCart.items)),
    total: new Versions('0'),
    view: new Versions(JSON.stringify(emptyCart)),
  };
  readonly #began = new Map<string, number>();
  #read = 0;

  onCreated({ invocation, handler, key }: ServiceCall): void {
    const versions = this.#of(handler);
    if (versions !== undefined) this.#began.set(invocation, versions.now(key));
  }

  onWrite({ key }: ServiceCall, { name, value }: StateWrite): undefined {
    if (name !== 'cart') return;
    const { items } = value as Cart;
    this.#shown.items.write(key, JSON.stringify(items));
    this.#shown.total.write(key, String(totalOf(items)));
    this.#shown.view.write(key, JSON.stringify(value));
  }

  onCompleted(call: ServiceCall, end: CallEnd): Breach | undefined {
    const versions = this.#of(call.handler);
    const since = this.#began.get(call.invocation);
    this.#began.delete(call.invocation);
    if (versions === undefined || since === undefined || !('output' in end)) return undefined;
    this.#read++;
    const value = JSON.stringify(end.output);
    if (versions.had(call.key, value, since)) return undefined;
    return callBreach(call, {
      message: `returned ${value} at ${virtualTime(end.atMs)}, a value that the cart never had since the request; it has ${versions.current(call.key)}.`,
      seq: end.seq,
    });
  }

  exercised(): number {
    return this.#read;
  }

  #of(handler: string): Versions | undefined {
    if (handler === 'items' || handler === 'total' || handler === 'view') return this.#shown[handler];
    return undefined;
  }
}

function cartOf(view: RunView, key: string): Cart {
  return (view.state(SERVICE, key, 'cart') as Cart | undefined) ?? emptyCart;
}

function providerOf(view: RunView): Provider {
  return view.effect('pay') as Provider;
}
