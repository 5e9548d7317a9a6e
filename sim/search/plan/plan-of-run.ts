import { choiceKey, operationOf, pathOf } from '../../core/address.ts';
import type { Choice } from '../../core/choices.ts';
import { withoutStrategy, type Plan } from '../../simulation/faults/plan.ts';
import { interventionsOf } from '../../simulation/faults/interventions.ts';
import { pointOption, troubleAt } from '../../simulation/faults/planned-troubles.ts';
import type { Intervention } from '../../simulation/faults/plan.ts';
import { canonicalHash } from '../record/canonical-order.ts';
import type { DrawnOperation, DrawnPlan } from './drawn-operation.ts';
import { Guide, timeKey, type Closeness } from './guide.ts';
import type { PlanRunner, RecordedRun } from '../record/plan-runner.ts';

/**
 * Turns a recorded run into a plan without a strategy: the troubles that the strategy injected become troubles of operations,
 * the order of steps becomes holds, and other choices become choices of the plan. The quiet run of that plan is the recorded
 * run, up to the order of steps that touch nothing in common.
 * @param same whether a run shows the fault of the recorded one
 * @param closenesses how closely the plan follows the run, in the order in which they are tried; by default the fewest holds first
 * @returns the plan and its run; undefined if not even the exact order of steps shows the fault
 */
export async function planOfRun(
  runner: PlanRunner,
  recorded: RecordedRun<DrawnPlan>,
  same: (run: RecordedRun['result']) => boolean,
  closenesses: readonly Closeness[] = CLOSENESS,
): Promise<RecordedRun<DrawnPlan> | undefined> {
  const { plan, record } = recorded;
  const picks = record.choices.filter(({ kind }) => kind !== 'step');
  const bare = withChoices(plan, picks, interventionsOf(runner.scenario.faults));
  const wanted = canonicalOf(recorded);
  let nearly: RecordedRun<DrawnPlan> | undefined;
  for (const closeness of closenesses) {
    const guide = new Guide(record.steps, closeness, pickMap(picks, plan));
    await runner.run(bare, guide);
    if (guide.lost) continue;
    const times = Object.fromEntries(Object.entries(guide.times).map(([after, count]) => [timeKey(after), count]));
    const candidate: DrawnPlan = { ...bare, holds: guide.holds, choices: { ...bare.choices, ...times } };
    const run = await runner.record(candidate);
    if (!same(run.result)) continue;
    // The fewest holds are best to read; if they leave an order open that matters, more are used.
    if (canonicalOf(run) === wanted) return run;
    nearly ??= run;
  }
  return nearly;
}

function canonicalOf({ record, result }: RecordedRun): string {
  return canonicalHash(record.steps, result.events);
}

const CLOSENESS: readonly Closeness[] = ['loose', 'closed', 'exact'];

function pickMap(picks: readonly Choice[], plan: Plan): Map<string, number> {
  const map = new Map(Object.entries(plan.choices));
  for (const { kind, address, chosen } of picks) {
    if (kind !== 'trouble' && kind !== 'operator') map.set(choiceKey(kind, address), chosen);
  }
  return map;
}

/** @returns the plan with the choices of the strategy, except for the order of steps */
function withChoices(strategic: DrawnPlan, picks: readonly Choice[], allowed: readonly Intervention[]): DrawnPlan {
  const plan = withoutStrategy(strategic);
  const choices: Record<string, number> = { ...plan.choices };
  let operations = plan.operations;
  for (const { kind, address, chosen } of picks) {
    const option = pointOption(kind, chosen, allowed);
    if (option === undefined) {
      choices[choiceKey(kind, address)] = chosen;
      continue;
    }
    const moved = withTrouble(operations, address, option);
    if (moved === undefined) choices[choiceKey('trouble', address)] = option;
    else operations = moved;
  }
  return { ...plan, operations, choices };
}

/** @returns undefined if the point belongs to none of the operations */
function withTrouble(
  operations: readonly DrawnOperation[],
  point: string,
  option: number,
): readonly DrawnOperation[] | undefined {
  const trouble = troubleAt(point, option);
  if (trouble === undefined) return undefined;
  const owner = operations.find(({ id }) => id === operationOf(trouble.path));
  if (owner === undefined) return undefined;
  const own = { ...trouble, path: pathOf(trouble.path) };
  return operations.map((operation) =>
    operation === owner ? operation.with({ troubles: [...operation.troubles, own] }) : operation,
  );
}
