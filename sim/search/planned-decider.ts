import { quiet, type Decider } from '../core/choices.ts';
import type { Plan } from '../simulation/plan.ts';
import { RandomDecider } from './random-decider.ts';

/** @returns who makes the choices of a plan: what the plan says, then its strategy, then the quiet option */
export function deciderOf(plan: Plan): Decider {
  const rest = plan.strategy === undefined ? quiet : new RandomDecider(plan.strategy.dice);
  const { choices } = plan;
  if (Object.keys(choices).length === 0) return rest;
  return {
    step: (agenda, mayAdvance) => rest.step(agenda, mayAdvance),
    pick: (kind, address, options) => {
      const planned = choices[`${kind} ${address}`];
      if (planned === undefined) return rest.pick(kind, address, options);
      return planned < options ? planned : 0;
    },
  };
}
