import { inspect } from 'node:util';
import type * as fc from 'fast-check';
import { UsageError } from '../../core/errors.ts';
import type { OperationSpec } from './operation-spec.ts';

/** @returns whether a value is an arbitrary; by its shape, because another copy of fast-check has another class */
export function isArbitrary<T>(value: fc.Arbitrary<T> | T | undefined): value is fc.Arbitrary<T> {
  if (typeof value !== 'object' || value === null) return false;
  const methods = ['generate', 'shrink', 'canShrinkWithoutContext'] as const;
  return methods.every((name) => typeof (value as Partial<Record<string, unknown>>)[name] === 'function');
}

/**
 * @param operations what the scenario's `operations` returned
 * @throws {UsageError} when that is not a list of at least one arbitrary
 */
export function checkedOperations(scenario: string, operations: unknown): readonly fc.Arbitrary<OperationSpec>[] {
  const remedy = 'return a list of arbitraries, such as ({ call }) => [call(yourObject, "handler", { key: "a" })]';
  if (!Array.isArray(operations)) {
    throw new UsageError(
      'NOT_AN_ARBITRARY',
      `The scenario "${scenario}" cannot make requests: \`operations\` returned ${named(operations)}; ${remedy}.`,
    );
  }
  const place = operations.findIndex((operation) => !isArbitrary(operation));
  if (place >= 0) {
    throw new UsageError(
      'NOT_AN_ARBITRARY',
      `The scenario "${scenario}" cannot make requests: operation ${place + 1} is ${named(operations[place])}, not an arbitrary; ${remedy}, or wrap a fixed request in fc.constant().`,
    );
  }
  if (operations.length === 0) {
    throw new UsageError(
      'OPERATIONS_REQUIRED',
      `The scenario "${scenario}" has no operations, so its clients would do nothing.`,
    );
  }
  return operations as readonly fc.Arbitrary<OperationSpec>[];
}

/**
 * @param given what a property draws, by name
 * @throws {UsageError} when one of them is not an arbitrary
 */
export function checkGiven(property: string, given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given)) {
    if (isArbitrary(value)) continue;
    throw new UsageError(
      'NOT_AN_ARBITRARY',
      `The property "${property}" cannot draw "${name}" from ${named(value)}, which is not an arbitrary; for a fixed value write fc.constant(${named(value)}).`,
    );
  }
}

function named(value: unknown): string {
  if (isArbitrary(value)) return 'an arbitrary';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return inspect(value);
}
