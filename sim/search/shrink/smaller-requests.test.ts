/** Goal: a request becomes as small as it can. Method: inputs of several shapes, and conditions that hold for some of them. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OperationSpec } from '../../simulation/scenario/operation-spec.ts';
import type { DrawnPlan } from '../plan/drawn-operation.ts';
import { asking, drawnOperation, operation, plan } from '../testing/plans.ts';
import { smallerRequests } from './smaller-requests.ts';

type Input = OperationSpec['input'];
const start = (inputs: fc.Arbitrary<Input>, input: Input): DrawnPlan =>
  plan([
    drawnOperation('a', asking(inputs), {
      kind: 'call',
      service: 'Tiny',
      handler: 'bump',
      ...(input !== undefined && { input }),
    }),
  ]);

/** The smallest input that still fulfils a condition, and how many candidates were run for it. */
async function smallest<T extends Input>(
  inputs: fc.Arbitrary<T>,
  input: T,
  condition: (input: T) => boolean,
): Promise<readonly [Input, number]> {
  let runs = 0;
  const { operations } = await smallerRequests(start(inputs, input), (candidate) => {
    runs++;
    return Promise.resolve(condition(candidate.operations[0]?.input as T));
  });
  return [operations[0]?.input, runs];
}
const inputOf = async <T extends Input>(...of: Parameters<typeof smallest<T>>): Promise<Input> =>
  (await smallest(...of))[0];
const number = fc.integer({ min: 0, max: 200 });
const pair = fc.record({ a: number, b: number });
const numbers = fc.array(number, { maxLength: 6 });

it('goes down to the smallest number', async () => {
  expect(await inputOf(number, 90, (n) => n >= 37)).toBe(37);
  expect(await inputOf(number, 90, () => true)).toBe(0);
  expect(await inputOf(number, 90, (n) => n === 90)).toBe(90);
});

it('makes equal numbers smaller together', async () => {
  expect(await inputOf(pair, { a: 80, b: 80 }, ({ a, b }) => a === b && a >= 13)).toEqual({ a: 13, b: 13 });
  expect(await inputOf(pair, { a: 80, b: 80 }, ({ a, b }) => a === b)).toEqual({ a: 0, b: 0 });
  expect(await inputOf(pair, { a: 80, b: 70 }, ({ a, b }) => a === b + 10)).toEqual({ a: 80, b: 70 });
});

it('moves what counts from one number to another, where that is shorter', async () => {
  expect(await inputOf(pair, { a: 50, b: 50 }, ({ a, b }) => a + b >= 60)).toEqual({ a: 0, b: 60 });
  const digits = await inputOf(pair, { a: 10, b: 10 }, ({ a, b }) => a + b >= 12);
  expect(JSON.stringify(digits)).toHaveLength('{"a":6,"b":6}'.length);
  expect(await inputOf(numbers, [30, 30, 30], (all) => all.reduce((sum, n) => sum + n, 0) >= 90)).toEqual([90]);
});

it('draws other requests of fewer values', async () => {
  const either = fc.oneof(
    fc.record({ kind: fc.constant('many'), of: fc.array(number, { minLength: 3, maxLength: 3 }) }),
    fc.record({ kind: fc.constant('one'), of: number }),
  );
  expect(
    await inputOf(either, { kind: 'many', of: [1, 1, 1] }, ({ kind, of }) => kind === 'many' || Number(of) >= 50),
  ).toMatchObject({ kind: 'one' });
});

it('is a text that is shorter, a list that has fewer elements', async () => {
  expect(await inputOf(fc.string({ maxLength: 9 }), 'abcdefgh', (text) => text.length >= 2)).toHaveLength(2);
  expect(await inputOf(numbers, [1, 2, 3, 4], (all) => all.length >= 2)).toEqual([0, 0]);
});

it('takes few runs where nothing is smaller', async () => {
  expect(await smallest(fc.constant(undefined), undefined, () => false)).toEqual([undefined, 0]);
  const [, runs] = await smallest(pair, { a: 3, b: 3 }, ({ a, b }) => a === 3 && b === 3);
  expect(runs).toBeLessThan(160);
});

it('leaves more than sixteen numbers as fast-check leaves them', async () => {
  const many = (length: number): fc.Arbitrary<number[]> => fc.array(number, { minLength: length, maxLength: length });
  const sum = (all: readonly number[]): number => all.reduce((total, n) => total + n, 0);
  const sixteen = await inputOf(
    many(16),
    Array.from({ length: 16 }, () => 10),
    (all) => sum(all) >= 160 && Math.max(...all) <= 20,
  );
  expect(Math.max(...(sixteen as number[]))).toBeGreaterThan(10);
  const seventeen = await inputOf(
    many(17),
    Array.from({ length: 17 }, () => 10),
    (all) => sum(all) >= 170 && Math.max(...all) <= 20,
  );
  expect(seventeen).toEqual(Array.from({ length: 17 }, () => 10));
});

it('works on each operation, and leaves alone what was not drawn', async () => {
  const spec = (input: number): OperationSpec => ({ kind: 'call', service: 'Tiny', handler: 'bump', input });
  const two = plan([
    operation('x', { input: 70 }),
    drawnOperation('a', asking(number), spec(80)),
    drawnOperation('b', asking(number), spec(90)),
  ]);
  const shrunk = await smallerRequests(two, ({ operations: [, a, b] }) =>
    Promise.resolve(Number(a?.input) >= 5 && Number(b?.input) >= 7),
  );
  expect(shrunk.operations.map(({ id, client, input }) => [id, client, input])).toEqual([
    ['x', 'client x', 70],
    ['a', 'client a', 5],
    ['b', 'client b', 7],
  ]);
});

it('takes what is nearer to 0 as smaller', async () => {
  const signed = fc.record({ a: fc.integer({ min: -100, max: 100 }), b: fc.integer({ min: -100, max: 100 }) });
  expect(await inputOf(signed, { a: -50, b: -50 }, ({ a, b }) => a + b <= -60)).toEqual({ a: -60, b: 0 });
});
