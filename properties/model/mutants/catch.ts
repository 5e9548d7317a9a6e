import { SimulationError } from '../../../sim/core/errors.ts';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import type { Case } from '../conformance/case.ts';
import { everyOutcome, inManyOrders, smallForm } from '../conformance/explore.ts';
import { runCase } from '../conformance/run-case.ts';
import { simulatorEngine, type SimulatorOptions } from '../conformance/simulator/simulator-engine.ts';
import type { Mutant } from './mutant.ts';

/** How a conformance case noticed: in the plain order of steps, suspended at each await, or over many orders. */
export type Play = 'plain' | 'suspended' | 'orders';

/** A campaign that is not green on a broken model. */
export interface Found {
  readonly scenario: string;
  /** The invariant that it found broken, or what it never reached. */
  readonly invariant: string;
  /** Runs that it took, the breaking one included. */
  readonly runs: number;
}

/** What a campaign has by default. */
export const RUNS = 300;
/** Orders in which a case with one outcome is played. */
const ORDERS = 8;
/** Orders in which an outcome is looked for. On the right model the last of 24 shows after less than a thousand. */
const SEARCHED = 5_000;

/**
 * Whether a case breaks when it is played so on a broken model.
 * @param searched orders after which an outcome counts as missing
 */
export async function breaks(test: Case, play: Play, mutant: Mutant, searched: number = SEARCHED): Promise<boolean> {
  const simulator: SimulatorOptions = { name: 'fake', sabotage: ({ assembled }) => mutant(assembled.server) };
  if (play !== 'orders') {
    if (play === 'suspended' && !test.needs.alwaysSuspend) return false;
    const room = await simulatorEngine(simulator).open(test.needs.mode, play === 'suspended');
    return (await runCase(test, room)).verdict === 'broken';
  }
  if (test.expect.kind === 'is') {
    const { outside } = await inManyOrders(test, { simulator, alwaysSuspend: false, limit: ORDERS });
    return outside.length > 0;
  }
  const small = smallForm(test);
  const { outside, missing } = await everyOutcome(small, { simulator, alwaysSuspend: false, limit: searched });
  return outside.length + missing.length > 0;
}

/** Numbers of the cases that break on a broken model. */
export async function casesThatBreak(cases: readonly Case[], play: Play, mutant: Mutant): Promise<readonly number[]> {
  const broken: number[] = [];
  for (const test of cases) if (await breaks(test, play, mutant)) broken.push(test.number);
  return broken;
}

/**
 * Searches a scenario on a broken model, as `npm run sim` does on the right one. What it never reaches counts, too: that
 * makes the campaign fail.
 */
export async function finds(scenario: Scenario, mutant: Mutant, seed: number): Promise<Found | undefined> {
  let runs = 0;
  const progress = (done: number): void => {
    runs = done;
  };
  try {
    const options = { seed, runs: RUNS, judgeReach: true, shrink: false, sabotage: mutant, progress };
    const { findings, missing, undecided } = await campaign(scenario, options);
    const [first] = findings;
    const shown = first?.invariant ?? (undecided.length > 0 ? 'a run is undecided' : neverReached(missing));
    return shown === undefined ? undefined : { scenario: scenario.name, invariant: shown, runs };
  } catch (error) {
    // The simulator's own assertions are invariants, too.
    if (error instanceof SimulationError) return { scenario: scenario.name, invariant: error.code, runs: runs + 1 };
    throw error;
  }
}

function neverReached([first]: readonly string[]): string | undefined {
  return first && `never reached: ${first}`;
}
