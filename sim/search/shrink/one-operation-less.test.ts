/** Goal: each operation is left out under other schedules. Method: small plans, and all that is proposed for them. */
import { expect, it } from 'vitest';
import { crash, operation, plan } from '../testing/plans.ts';
import { oneOperationLess } from './one-operation-less.ts';

const abc = plan(
  [
    operation('a', { client: 'one', troubles: [crash()] }),
    operation('b', { client: 'one' }),
    operation('c', { client: 'two' }),
  ],
  {
    holds: [{ before: 'a:x', until: 'b:x' }],
    choices: { 'jitter b#1': 1 },
    world: [{ kind: 'server restart', atMs: 1 }],
  },
);

it('leaves out each operation, the last one first, and what the plan says of the schedule', () => {
  const all = [...oneOperationLess(abc, 9)];
  expect(all.slice(0, 4).map(({ operations }) => operations.map(({ id }) => id).join(''))).toEqual([
    'ab',
    'ac',
    'bc',
    'ab',
  ]);
  for (const { holds, choices } of all) expect([holds, choices]).toEqual([[], {}]);
  expect(all[0]?.world).toEqual(abc.world);
});

it('has a client for each operation in every other round', () => {
  const all = [...oneOperationLess(abc, 9)];
  const clients = (place: number): unknown => all[place]?.operations.map(({ client }) => client);
  expect([clients(0), clients(3), clients(6)]).toEqual([
    ['a', 'b'],
    ['one', 'one'],
    ['a', 'b'],
  ]);
});

it('takes one strategy after another, with as many troubles as the plan has', () => {
  const all = [...oneOperationLess(abc, 9)];
  const strategies = [0, 3, 6, 9, 12].map((place) => all[place]?.strategy);
  expect(strategies).toEqual([
    { name: 'pct', dice: 0, troubles: 3 },
    { name: 'delays', dice: 1, troubles: 3 },
    { name: 'pos', dice: 2, troubles: 3 },
    { name: 'random', dice: 3, troubles: 3 },
    { name: 'pct', dice: 4, troubles: 3 },
  ]);
  expect([...oneOperationLess(abc, 2)][0]?.strategy?.troubles).toBe(2);
});

it('makes 96 proposals for all operations together', () => {
  expect([...oneOperationLess(abc, 9)]).toHaveLength(96);
  expect([...oneOperationLess(plan('abcdefg'), 9)]).toHaveLength(91);
  expect([...oneOperationLess(plan('ab'), 9)]).toHaveLength(96);
  expect([...oneOperationLess(plan('a'), 9)]).toEqual([]);
});
