import { quiet, type Decider } from '../../core/choices.ts';
import { withoutStrategy, type Plan, type PlannedStrategy } from '../../simulation/faults/plan.ts';
import { PlannedDecider } from '../plan/planned-decider.ts';
import { RandomDecider } from './random-decider.ts';
import type { RecordedStep } from '../record/run-record.ts';
import type { PlanRunner } from '../record/plan-runner.ts';
import { DelaysDecider } from './delays-decider.ts';
import { PctDecider } from './pct-decider.ts';
import { PosDecider } from './pos-decider.ts';
import { SurwDecider } from './surw-decider.ts';

/** @returns the decider of a plan: it takes the choices of the plan, then those of its strategy, then the quiet option */
export async function deciderOf(plan: Plan, runner: PlanRunner): Promise<Decider> {
  const rest = plan.strategy === undefined ? quiet : await strategist(plan.strategy, plan, runner);
  if (Object.keys(plan.choices).length === 0 && plan.holds.length === 0) return rest;
  return new PlannedDecider(plan, rest);
}

async function strategist({ name, dice }: PlannedStrategy, plan: Plan, runner: PlanRunner): Promise<Decider> {
  switch (name) {
    case 'random':
      return new RandomDecider(dice);
    case 'pct':
      return new PctDecider(dice);
    case 'pos':
      return new PosDecider(dice);
    case 'surw':
      return new SurwDecider(dice, await probe(plan, runner));
    case 'delays':
      return new DelaysDecider(dice, plan, await probe(plan, runner));
  }
}

/** @returns the steps of a quiet run, for strategies that need to know the steps in advance */
async function probe(plan: Plan, runner: PlanRunner): Promise<readonly RecordedStep[]> {
  return (await runner.record(withoutStrategy(plan), quiet)).record.steps;
}
