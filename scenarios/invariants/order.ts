import { everyWrite, type Invariant } from '../../sim/index.ts';
import type { Order } from '../../objects/order.ts';

const ORDER = { service: 'OrderMachine', state: 'order' } as const;

/** Every possible sequence of moves, written by hand. */
const LEGAL = /^place( cancel| pay( cancel| ship( deliver( giveBack)?)?)?)?$/;

export const pathsAreLegal: Invariant = everyWrite<Order>('an order takes only legal paths', ORDER, ({ value }) => {
  const path = value.history.map(({ move }) => move).join(' ');
  return LEGAL.test(path) || `its path is "${path}".`;
});

export const historyStays: Invariant = everyWrite<Order>(
  'the history of an order only grows',
  ORDER,
  ({ value, before }) => {
    const kept = JSON.stringify(value.history.slice(0, -1));
    const was = JSON.stringify(before?.history ?? []);
    return kept === was || `it was ${was}, and became ${JSON.stringify(value.history)}.`;
  },
);
