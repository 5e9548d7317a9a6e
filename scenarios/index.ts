import type { Scenario } from '../sim/simulation/scenario.ts';
import { bankScenario } from './bank.ts';

/** Everything that `npm run sim` searches. */
export const ALL: readonly Scenario[] = [bankScenario];
