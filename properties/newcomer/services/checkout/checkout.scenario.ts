import * as fc from 'fast-check';
import { atRest, scenario } from 'restate-sim';
import { checkout } from './checkout.js';
import { inventory } from './inventory.js';

const SKUS = ['apple', 'pear'];

const orders = fc.constantFrom('o1', 'o2', 'o3', 'o4');
const carts = fc.record({
  lines: fc
    .uniqueArray(fc.constantFrom(...SKUS), { minLength: 1 })
    .map((skus) => skus.map((sku) => ({ sku, quantity: 2 }))),
  card: fc.constantFrom('card-good', 'card-declined'),
});

export default scenario('checkout', {
  services: [checkout, inventory],
  operations: ({ call }) => [call(checkout, 'run', { key: orders, input: carts })],
  faults: { operators: false },
  invariants: [
    atRest('only confirmed orders keep a reservation', (world) => {
      for (const sku of SKUS)
        for (const order of Object.keys((world.state('Inventory', sku, 'reserved') ?? {}) as Record<string, number>))
          if (world.state('Checkout', order, 'status') !== 'confirmed')
            return `${sku} is still reserved for ${order}, which was not confirmed`;
      return true;
    }),
  ],
});
