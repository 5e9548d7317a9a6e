import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { property } from './property.ts';
import { scenario, type OperationBuilder } from './scenario.ts';
import type { OperationSpec } from './operation-spec.ts';

const box = restate.object({ name: 'Box', handlers: { put: async (ctx: restate.ObjectContext) => ctx.set('is', 1) } });

const withOperations = (operations: (build: OperationBuilder) => unknown): unknown =>
  scenario('boxes', {
    services: [box],
    operations: operations as (build: OperationBuilder) => fc.Arbitrary<OperationSpec>[],
  });

it.each([
  [
    'a plain request',
    () => [{ kind: 'call' }],
    'operation 1 is an object, not an arbitrary; return a list of arbitraries',
  ],
  ['a list in the list', ({ call }: OperationBuilder) => [call(box, 'put', { key: 'a' }), []], 'operation 2 is a list'],
  [
    'one arbitrary',
    ({ call }: OperationBuilder) => call(box, 'put', { key: 'a' }),
    'returned an arbitrary; return a list',
  ],
  ['nothing', () => undefined, '`operations` returned undefined; return a list'],
])('refuses operations that are %s', (_what, operations, words) => {
  const made = (): unknown => withOperations(operations);
  expect(made).toThrow(UsageError);
  expect(made).toThrow(words);
});

it('takes the arbitraries of another copy of fast-check', () => {
  const foreign = Object.create(
    Object.getPrototypeOf(fc.constant(1)) as object,
    Object.getOwnPropertyDescriptors(fc.constant({ kind: 'call', service: 'Box', handler: 'put', key: 'a' })),
  ) as fc.Arbitrary<OperationSpec>;
  expect(withOperations(() => [foreign])).toMatchObject({ operations: [foreign] });
});

it.each([
  [5, 'cannot draw "x" from 5, which is not an arbitrary; for a fixed value write fc.constant(5).'],
  [[1], 'cannot draw "x" from a list'],
  [undefined, 'cannot draw "x" from undefined'],
])('refuses a given value %j', (value, words) => {
  const given = { x: value as unknown as fc.Arbitrary<number> };
  const made = (): unknown => property('boxes', { services: [box], given }, () => undefined);
  expect(made).toThrow(UsageError);
  expect(made).toThrow(words);
});
