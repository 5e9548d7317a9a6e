/** Goal: from every state exactly the moves of the table are possible. Method: all pairs of states and moves, and all paths. */
import { describe, expect, it } from 'vitest';
import { moved, moves, newOrder, type Move, type Order, type Status } from './order.ts';

const MOVES = Object.keys(moves) as Move[];
/** Written by hand, and not read from the table. */
const POSSIBLE: Readonly<Record<Status, readonly Move[]>> = {
  new: ['place'],
  placed: ['pay', 'cancel'],
  paid: ['ship', 'cancel'],
  shipped: ['deliver'],
  delivered: ['giveBack'],
  cancelled: [],
  returned: [],
};

describe.each(Object.entries(POSSIBLE))('an order that is %s', (status, possible) => {
  const order: Order = { ...newOrder, status: status as Status };

  it.each(MOVES)('when it is to %s', (move) => {
    if (possible.includes(move)) expect(moved(order, move, 5).history).toEqual([{ move, atMs: 5 }]);
    else expect(() => moved(order, move, 5)).toThrow(expect.objectContaining({ code: 422 }));
  });
});

it('says what it is when a move is refused', () => {
  expect(() => moved(newOrder, 'cancel', 0)).toThrow('cannot cancel: the order is new, not placed or paid');
});

it('comes to an end after five moves at most', () => {
  const longest = (order: Order): number =>
    Math.max(0, ...POSSIBLE[order.status].map((move) => 1 + longest(moved(order, move, 0))));
  expect(longest(newOrder)).toBe(5);
});
