import { quiet, type Decider } from '../core/choices.ts';
import type { Plan } from '../simulation/plan.ts';
import { PlannedDecider } from './planned-decider.ts';
import { RandomDecider } from './random-decider.ts';
import type { Runner } from './runner.ts';

/** @returns who makes the choices of a plan: what the plan says, then its strategy, then the quiet option */
export async function deciderOf(plan: Plan, _runner: Runner): Promise<Decider> {
  const rest = plan.strategy === undefined ? quiet : new RandomDecider(plan.strategy.dice);
  if (Object.keys(plan.choices).length === 0 && plan.holds.length === 0) return rest;
  return new PlannedDecider(plan, rest);
}
