/** Goal: a recorded run becomes a plan without a strategy. Method: a runner by hand, which shows what the plan says. */
import { describe, expect, it } from 'vitest';
import type { Choice } from '../../core/choices.ts';
import type { Plan } from '../../simulation/faults/plan.ts';
import type { RecordedRun } from '../record/plan-runner.ts';
import { RunRecord } from '../record/run-record.ts';
import { FakeRunner, step, type Shown } from '../testing/fake-runner.ts';
import { operation, plan } from '../testing/plans.ts';
import type { DrawnPlan } from './drawn-operation.ts';
import { planOfRun } from './plan-of-run.ts';

const choice = (kind: Choice['kind'], address: string, chosen: number): Choice => ({
  kind,
  address,
  options: 9,
  chosen,
});

async function recordedOf(
  start: DrawnPlan,
  choices: readonly Choice[],
  names: readonly string[] = ['a:1'],
): Promise<RecordedRun<DrawnPlan>> {
  const { result } = await new FakeRunner(() => ({})).record(start);
  const record = new RunRecord();
  record.choices.push(...choices);
  record.steps.push(...names.map((name) => step(name)));
  return { plan: start, result, record };
}

const strategic = plan('ab', { strategy: { name: 'pct', dice: 1, troubles: 2 }, choices: { 'skew x': 1 } });
const asRecorded = (): Shown => ({ recorded: [step('a:1')] });

describe('the plan', () => {
  it('has the choices of the strategy as its own', async () => {
    const runner = new FakeRunner(asRecorded);
    const recorded = await recordedOf(strategic, [
      choice('jitter', 'a#1', 3),
      choice('step', 'x', 1),
      choice('effect', 'a#1:pay 0', 2),
    ]);
    const found = await planOfRun(runner, recorded, () => true);
    expect(found?.plan.choices).toEqual({ 'skew x': 1, 'jitter a#1': 3, 'effect a#1:pay 0': 2 });
    expect(found?.plan.strategy).toBeUndefined();
  });

  it('has what was injected as troubles of its operations', async () => {
    const recorded = await recordedOf(strategic, [
      choice('trouble', 'b/2#1@3:after', 2),
      choice('trouble', 'a#2@1:before', 3),
      choice('trouble', 'setup1#1@1:after', 1),
    ]);
    const found = await planOfRun(new FakeRunner(asRecorded), recorded, () => true);
    expect(found?.plan.operations.map(({ troubles }) => troubles)).toEqual([
      [{ kind: 'suspend', path: '', attempt: 2, entry: 1, phase: 'before' }],
      [{ kind: 'crash', scope: 'process', path: '/2', attempt: 1, entry: 3, phase: 'after' }],
    ]);
    expect(found?.plan.choices).toEqual({ 'skew x': 1, 'trouble setup1#1@1:after': 1 });
  });

  it('has what operators did by its number among all', async () => {
    const faults = { ...new FakeRunner(() => ({})).scenario.faults, operators: ['cancel', 'kill'] as const };
    const runner = new FakeRunner(asRecorded, { faults });
    const start = plan([operation('a', { troubles: [{ kind: 'abandon' }] })]);
    const found = await planOfRun(
      runner,
      await recordedOf(start, [choice('operator', 'a/1#1@2:before', 2), choice('operator', 'setup1#1@1:after', 1)]),
      () => true,
    );
    expect(found?.plan.operations[0]?.troubles).toEqual([
      { kind: 'abandon' },
      { kind: 'kill', path: '/1', attempt: 1, entry: 2, phase: 'before' },
    ]);
    expect(found?.plan.choices).toEqual({ 'trouble setup1#1@1:after': 4 });
  });
});

describe('the closeness', () => {
  it('is the loosest that leads to the same state', async () => {
    const runner = new FakeRunner(asRecorded);
    await planOfRun(runner, await recordedOf(strategic, []), () => true);
    // A guided run, and the plan of it.
    expect(runner.plans).toHaveLength(2);
  });

  it('is the next one where the fault does not show, or the state differs', async () => {
    let runs = 0;
    const runner = new FakeRunner(() => ({ recorded: [step(++runs < 6 ? 'a:2' : 'a:1')] }));
    const found = await planOfRun(runner, await recordedOf(strategic, []), () => true);
    expect([runs, found?.record.steps[0]?.name]).toEqual([6, 'a:1']);
    const never = new FakeRunner(asRecorded);
    expect(await planOfRun(never, await recordedOf(strategic, []), () => false)).toBeUndefined();
    expect(never.plans).toHaveLength(6);
  });

  it('is the first that shows the fault, where none leads to the same state', async () => {
    let runs = 0;
    const runner = new FakeRunner(() => ({ recorded: [step('a:2')], steps: ++runs }));
    const found = await planOfRun(runner, await recordedOf(strategic, []), ({ steps }) => steps > 2);
    expect(found?.result.steps).toBe(4);
  });

  it('is not one in which the guided run is lost', async () => {
    const runner = new FakeRunner((_plan: Plan, decider) => {
      decider?.moved?.(undefined);
      return asRecorded();
    });
    expect(await planOfRun(runner, await recordedOf(strategic, []), () => true)).toBeUndefined();
    expect(runner.plans).toHaveLength(3);
  });
});
