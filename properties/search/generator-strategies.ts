import type { StrategyName } from '../../sim/simulation/faults/plan.ts';

/** The strategies that make their choices as a run goes: those that a generated plan can have. */
export const STRATEGIES: readonly StrategyName[] = ['random', 'pct', 'pos', 'surw', 'delays'];
