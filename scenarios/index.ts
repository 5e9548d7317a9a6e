import type { Scenario } from '../sim/simulation/scenario.ts';
import { transfers } from './bank.ts';

/** Everything that `npm run sim` searches. */
export const ALL: readonly Scenario[] = [transfers];
