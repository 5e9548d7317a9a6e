import { expect, it } from 'vitest';
import type { Plan, PlannedOperation } from '../../simulation/faults/plan.ts';
import { drawnPlan } from './drawn-operation.ts';
import { lightestFirst, without } from './plan-parts.ts';

const operation = (id: string, more: Partial<PlannedOperation> = {}): PlannedOperation => ({
  id,
  client: 'client 1',
  kind: 'call',
  service: 'Tiny',
  handler: 'bump',
  troubles: [],
  ...more,
});

it('orders troubles before operations, and the first operations before the last one', () => {
  const plan: Plan = {
    version: 1,
    scenario: 'tiny worlds',
    seed: 0,
    operations: [operation('a', { troubles: [{ kind: 'duplicate' }] }), operation('b')],
    world: [],
    holds: [{ before: 'a:request', until: 'b:request' }],
    choices: { 'jitter a': 1 },
  };
  expect(
    lightestFirst(plan).map(({ kind, ...part }) => ('operation' in part ? `${kind} ${part.operation}` : kind)),
  ).toEqual(['choice', 'hold', 'trouble a', 'operation a', 'operation b']);
});

it('takes holds and choices of a request along, and leaves those that name no address at all', () => {
  const kept = { before: '@@@', until: 'rest' };
  const plan = drawnPlan({
    version: 1,
    scenario: 's',
    seed: 1,
    operations: [operation('a'), operation('b')],
    world: [],
    holds: [{ before: 'a:request', until: 'rest' }, kept],
    choices: { 'latency a/1': 1, 'latency @@@': 2 },
  });
  const { operations, holds, choices } = without(plan, [{ kind: 'operation', operation: 'a' }]);
  expect(operations.map(({ id }) => id)).toEqual(['b']);
  expect(holds).toEqual([kept]);
  expect(choices).toEqual({ 'latency @@@': 2 });
});
