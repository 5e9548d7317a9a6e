/**
 * Goal: what was drawn for a property shrinks at least as far as fast-check shrinks it. Method: fifty properties of plain
 * values that do not hold. fast-check searches each of them by itself, and so does the simulator, as the `given` of a property;
 * its counterexample must not be larger.
 */
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import { property } from '../../sim/simulation/scenario/property.ts';
import type { Scenario } from '../../sim/simulation/scenario/scenario.ts';
import { depth } from '../harness/depth.ts';

const idle = restate.service({
  name: 'Idle',
  handlers: { nothing: async (_ctx: restate.Context): Promise<void> => undefined },
});

const SEEDS = depth({ slice: [1], deep: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] });

/** A property of one value, for both. */
interface Plain {
  readonly name: string;
  readonly search: (seed: number) => { readonly counterexample: unknown };
  readonly scenario: Scenario;
}

function plain<T>(name: string, value: fc.Arbitrary<T>, holds: (value: T) => boolean): Plain {
  return {
    name,
    search: (seed) => {
      const { counterexample } = fc.check(fc.property(value, holds), { seed, numRuns: 2_000 });
      return { counterexample: counterexample?.[0] };
    },
    scenario: property(name, { services: [idle], given: { value } }, ({ given }) => {
      if (!holds(given.value)) throw new Error('It does not hold.');
    }),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const nats = (max: number, lengths: fc.ArrayConstraints = {}): fc.Arbitrary<number[]> => fc.array(fc.nat(max), lengths);
const words = fc.array(fc.string({ minLength: 1, maxLength: 8 }), { maxLength: 12 });
const item = fc.record({ sku: fc.constantFrom('pen', 'cup', 'hat'), count: fc.integer({ min: 1, max: 9 }) });
const order = fc.record({
  items: fc.array(item, { maxLength: 8 }),
  express: fc.boolean(),
  note: fc.option(fc.string()),
});
interface Tree {
  readonly value: number;
  readonly children: readonly Tree[];
}
const tree = fc.letrec<{ readonly tree: Tree }>((tie) => ({
  tree: fc.record({
    value: fc.nat(20),
    children: fc.oneof({ maxDepth: 3 }, fc.constant<readonly Tree[]>([]), fc.array(tie('tree'), { maxLength: 3 })),
  }),
})).tree;
const total = ({ value, children }: Tree): number => value + sum(children.map(total));

const PLAIN: readonly Plain[] = [
  ...[150, 200, 300, 500].map((most) =>
    plain(`a list of 0..100 sums to less than ${most}`, nats(100), (l) => sum(l) < most),
  ),
  ...[15, 25, 40].map((most) => plain(`a list of 0..10 sums to less than ${most}`, nats(10), (l) => sum(l) < most)),
  ...[10, 1_000, 1_000_000].map((most) =>
    plain(`a list of any nats sums to less than ${most}`, fc.array(fc.nat()), (l) => sum(l) < most),
  ),
  plain('a list of -50..50 sums to more than -120', fc.array(fc.integer({ min: -50, max: 50 })), (l) => sum(l) > -120),
  plain('at least two items, sum below 150', nats(100, { minLength: 2 }), (l) => sum(l) < 150),
  plain('at most six items, sum below 250', nats(100, { maxLength: 6 }), (l) => sum(l) < 250),
  ...[2, 3, 5].map((most) => plain(`a list has fewer than ${most} items`, nats(9), ({ length }) => length < most)),
  ...[2, 3].map((most) =>
    plain(`a list has fewer than ${most} different items`, nats(9), (l) => new Set(l).size < most),
  ),
  plain('a list has no item twice', nats(50), (l) => new Set(l).size === l.length),
  plain('a list has no item three times', nats(5), (l) => l.every((a) => l.filter((b) => a === b).length < 3)),
  plain('a list is sorted', nats(100), (l) => l.every((value, at) => at === 0 || (l[at - 1] ?? 0) <= value)),
  plain('a list is a palindrome', nats(3), (l) => l.join() === l.toReversed().join()),
  plain('no neighbours differ by more than 50', nats(100), (l) =>
    l.every((v, at) => at === 0 || Math.abs((l[at - 1] ?? 0) - v) <= 50),
  ),
  plain('no item is over 90', nats(100), (l) => l.every((value) => value <= 90)),
  plain('fewer than three items are over 60', nats(100), (l) => l.filter((value) => value > 60).length < 3),
  plain(
    'the product is below 500',
    fc.array(fc.integer({ min: 1, max: 20 })),
    (l) => l.reduce((p, v) => p * v, 1) < 500,
  ),
  plain('the largest times the length is below 300', nats(100), (l) => Math.max(0, ...l) * l.length < 300),
  plain('a number is below 1,234', fc.nat(), (n) => n < 1_234),
  plain('a number is no multiple of 77', fc.integer({ min: 1, max: 100_000 }), (n) => n % 77 !== 0),
  plain('a number is above -999', fc.integer(), (n) => n > -999),
  plain('two numbers sum to less than 150', fc.tuple(fc.nat(100), fc.nat(100)), (l) => sum(l) < 150),
  plain('three numbers sum to less than 200', fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100)), (l) => sum(l) < 200),
  plain('two numbers are in order', fc.tuple(fc.nat(1_000), fc.nat(1_000)), ([a, b]) => a <= b),
  ...[3, 6].map((most) => plain(`a text is shorter than ${most}`, fc.string(), ({ length }) => length < most)),
  plain('a text has no x', fc.string({ maxLength: 30 }), (text) => !text.includes('x')),
  plain('a text has no character twice', fc.string({ maxLength: 20 }), (text) => new Set(text).size === text.length),
  plain('words are shorter than 20 together', words, (l) => l.join('').length < 20),
  plain('words are fewer than 4', words, ({ length }) => length < 4),
  plain('no word is longer than 5', words, (l) => l.every(({ length }) => length <= 5)),
  plain('an order has fewer than 20 pieces', order, ({ items }) => sum(items.map(({ count }) => count)) < 20),
  plain('an express order has fewer than 3 items', order, ({ items, express }) => !express || items.length < 3),
  plain('an order has no item twice', order, ({ items }) => new Set(items.map(({ sku }) => sku)).size === items.length),
  plain(
    'an order with a note has no hats',
    order,
    ({ items, note }) => note === null || items.every(({ sku }) => sku !== 'hat'),
  ),
  plain('lists of lists have fewer than 5 items', fc.array(nats(9)), (l) => l.flat().length < 5),
  plain('lists of lists sum to less than 100', fc.array(nats(30)), (l) => sum(l.flat()) < 100),
  plain(
    'a dictionary has fewer than 3 keys',
    fc.dictionary(fc.string({ minLength: 1, maxLength: 3 }), fc.nat(9)),
    (d) => Object.keys(d).length < 3,
  ),
  plain(
    'a dictionary sums to less than 25',
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.nat(10)),
    (d) => sum(Object.values(d)) < 25,
  ),
  plain('a tree sums to less than 45', tree, (node) => total(node) < 45),
  plain(
    'optional numbers sum to less than 120',
    fc.array(fc.option(fc.nat(50))),
    (l) => sum(l.map((v) => v ?? 0)) < 120,
  ),
];

/** Values at any depth, then characters. */
function sizeOf(value: unknown): readonly [number, number] {
  const values = (inner: unknown): number =>
    typeof inner === 'object' && inner !== null
      ? Object.values(inner).reduce<number>((size, each) => size + 1 + values(each), 0)
      : 1;
  return [values(value), JSON.stringify(value).length];
}

it('is about fifty properties', () => {
  expect(PLAIN.length).toBe(50);
});

describe.each(SEEDS)('a counterexample that is found with seed %i', (seed) => {
  it.each(depth({ slice: PLAIN.filter((_, place) => place % 3 === 0), deep: PLAIN }))(
    'is no larger than that of fast-check: $name',
    async ({ scenario, search }) => {
      const { findings } = await campaign(scenario, { seed, runs: 2_000, judgeReach: false });
      const input = findings[0]?.plan.operations[0]?.input as { readonly value: unknown } | undefined;
      const { counterexample } = search(seed);
      expect(input).toBeDefined();
      expect(counterexample).toBeDefined();
      const [[values, length], [most, mostLength]] = [sizeOf(input?.value), sizeOf(counterexample)];
      const isLarger = values > most || (values === most && length > mostLength);
      expect({ ours: input?.value, 'of fast-check': counterexample, isLarger }).toMatchObject({ isLarger: false });
    },
  );
});
