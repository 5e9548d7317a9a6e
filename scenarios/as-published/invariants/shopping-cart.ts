import { callBreach, type Invariant, serviceInvariant } from '../../../sim/index.ts';
import type { CartItem } from '../../../objects/as-published/shopping-cart.ts';
import { count } from '../../count.ts';

const SERVICE = 'ShoppingCart';

function stored(
  name: string,
  wrong: (items: readonly CartItem[], before: readonly CartItem[]) => string | undefined,
): Invariant {
  return serviceInvariant(name, SERVICE, () => {
    const carts = new Map<string, readonly CartItem[]>();
    let written = 0;
    return {
      onWrite: (call, { value, seq }) => {
        written++;
        const items = value as readonly CartItem[];
        const message = wrong(items, carts.get(call.key) ?? []);
        carts.set(call.key, items);
        return message === undefined ? undefined : callBreach(call, { message, seq });
      },
      exercised: () => written,
    };
  });
}

export const itemsStay = stored('an added item stays in the cart', (items, before) =>
  items.length === before.length + 1 &&
  before.every((item, index) => JSON.stringify(item) === JSON.stringify(items[index]))
    ? undefined
    : `stored ${count(items.length, 'item')}; with the item added to the ${before.length} before it must be ${before.length + 1}.`,
);

export const quantitiesCount = stored('a quantity is a whole number of at least 1', (items) => {
  const bad = items.find(({ quantity }) => !Number.isSafeInteger(quantity) || quantity < 1);
  return bad === undefined ? undefined : `added ${bad.quantity} of "${bad.sku}".`;
});

export const pricesCount = stored('no price is below zero', (items) => {
  const bad = items.find(({ price }) => price < 0);
  return bad === undefined ? undefined : `added "${bad.sku}" at the price ${bad.price}.`;
});

export const oneLineEach = stored('an item has one line in the cart', (items) => {
  const twice = items.find(({ sku }, index) => items.findIndex((item) => item.sku === sku) !== index);
  return twice === undefined ? undefined : `stored two lines for "${twice.sku}".`;
});

export const itemsAreAList = serviceInvariant('the items of a cart are a list', SERVICE, () => {
  let read = 0;
  return {
    onCompleted: (call, end) => {
      if (call.handler !== 'GetItems' || !('output' in end)) return undefined;
      read++;
      if (Array.isArray(end.output)) return undefined;
      return callBreach(call, { message: `returned ${JSON.stringify(end.output)}.`, seq: end.seq });
    },
    exercised: () => read,
  };
});
