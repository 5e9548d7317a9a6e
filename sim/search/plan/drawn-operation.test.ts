/** Goal: an operation keeps the draw of its request through all changes. Method: operations by hand, drawn ones, and files. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OperationSpec } from '../../simulation/scenario/operation-spec.ts';
import { asking, drawnOperation, operation, plain, plan } from '../testing/plans.ts';
import { DrawnOperation, drawnPlan } from './drawn-operation.ts';

const SPEC: OperationSpec = { kind: 'call', service: 'Tiny', handler: 'bump', input: 4 };
const number = asking(fc.integer({ min: 0, max: 9 }));
const drawn = (waitMs?: number, spec: OperationSpec = SPEC): DrawnOperation =>
  drawnOperation('a', number, spec, waitMs);

it('is plain data in a file', () => {
  expect(plain(plan([drawn(5)]))).toEqual({
    version: 1,
    scenario: 'tiny',
    seed: 0,
    operations: [{ id: 'a', client: 'client a', ...SPEC, afterMs: 5, troubles: [] }],
    world: [],
    holds: [],
    choices: {},
  });
  expect('afterMs' in drawn()).toBe(false);
  expect(
    DrawnOperation.of(
      { id: 'a', client: 'c', troubles: [], afterUpgrade: true },
      { arbitrary: number, value: SPEC, context: undefined },
    ),
  ).toMatchObject({ afterUpgrade: true });
  expect(
    'afterUpgrade' in
      DrawnOperation.of(
        { id: 'a', client: 'c', troubles: [], afterUpgrade: false },
        { arbitrary: number, value: SPEC, context: undefined },
      ),
  ).toBe(false);
});

describe('an operation that was drawn', () => {
  it('keeps its request when other fields change', () => {
    const other = drawn(5).with({ id: 'b', client: 'c' });
    expect([other.id, other.client, other.request, other.arbitrary, other.waitMs]).toEqual(['b', 'c', SPEC, number, 5]);
  });

  it('has smaller requests, with its wait and its troubles', () => {
    const one = drawn(5).with({ troubles: [{ kind: 'abandon' }] });
    const inputs = [...one.smaller()];
    expect(inputs.map(({ input }) => input)).toEqual([0, 2, 3]);
    expect(inputs[0]).toMatchObject({ id: 'a', afterMs: 5, troubles: [{ kind: 'abandon' }] });
    expect([...(inputs[2]?.smaller() ?? [])].length).toBeGreaterThan(0);
  });

  it('waits as the search says, unless its request says it', () => {
    expect([drawn().mayWait, drawn().waitMs, drawn(5).waitMs]).toEqual([true, undefined, 5]);
    expect(drawn(5).waiting(7).afterMs).toBe(7);
    expect('afterMs' in drawn(5).waiting(undefined)).toBe(false);
    const said = drawn(5, { ...SPEC, afterMs: 1 });
    expect([said.afterMs, said.mayWait, said.waitMs]).toEqual([1, false, undefined]);
  });

  it('can ask for something else', () => {
    const other = drawn(5).asking({ arbitrary: number, value: { ...SPEC, input: 1 }, context: undefined });
    expect([other.input, other.afterMs, other.id]).toEqual([1, 5, 'a']);
  });
});

describe('an operation by hand', () => {
  const [one] = plan([operation('a', { input: 4, afterMs: 3 })]).operations;
  it('stays as it is', () => {
    expect(one?.mayWait).toBe(false);
    expect(one?.waitMs).toBeUndefined();
    expect(one?.waiting(7)).toBe(one);
    expect([...(one?.smaller() ?? [])]).toEqual([]);
    expect([one?.arbitrary, one?.request]).toEqual([undefined, undefined]);
    expect(one?.with({ client: 'x' })).toMatchObject({ client: 'x', input: 4, afterMs: 3 });
  });
});

it('a plan that is drawn already keeps its operations', () => {
  const start = plan([drawn()]);
  expect(drawnPlan(start).operations[0]).toBe(start.operations[0]);
});
