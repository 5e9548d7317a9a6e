import * as fc from 'fast-check';
import type { Plan } from '../faults/plan.ts';
import type { Scenario } from './scenario.ts';

/** @returns the values that were generated for a run of a property, a line for each name; none for other scenarios */
export function givenOf({ body }: Pick<Scenario, 'body'>, { operations }: Pick<Plan, 'operations'>): readonly string[] {
  if (body === undefined) return [];
  return Object.entries(operations[0]?.input ?? {}).map(([name, value]) => `given ${name}: ${fc.stringify(value)}`);
}
