import type { ServerVersion } from '../../../sim/core/server-version.ts';
import type { Case } from './case.ts';
import { outcomesOf, unseenPairs } from './expectation.ts';
import { canonical, type Json } from './json.ts';
import { runCase } from './run-case.ts';
import { orderDecider } from './simulator/order-decider.ts';
import { simulatorEngine, type SimulatorOptions } from './simulator/simulator-engine.ts';

/** What many orders of steps have shown of one case. */
export interface Explored {
  readonly runs: number;
  /** Expected outcomes that did not show, as canonical JSON. */
  readonly missing: readonly string[];
  /** What showed and is not expected: why, with the seed of the order. */
  readonly outside: readonly string[];
}

export interface ExploreOptions {
  readonly simulator: SimulatorOptions;
  readonly alwaysSuspend: boolean;
  /** Give up after so many orders. */
  readonly limit: number;
  /** The first of the seeds that name the orders. Default 0. */
  readonly seed?: number;
  /** Of the server, whose cases these are. Default: the newest stable one. */
  readonly version?: ServerVersion;
}

/** Plays a case in so many orders, whatever it shows: nothing outside of the expectation may. */
export async function inManyOrders(test: Case, options: ExploreOptions): Promise<Explored> {
  return search(test, options, () => []);
}

/** Plays a case in ever new orders until each of its outcomes has shown; what only the source promises need not. */
export async function everyOutcome(test: Case, options: ExploreOptions): Promise<Explored> {
  const expected = mustShow(test).map(canonical);
  return search(test, options, (seen) => expected.filter((outcome) => !seen.has(outcome)), true);
}

/** Plays a permutation of full size until each two of its members have shown in both orders. */
export async function everyPair(test: Case, options: ExploreOptions): Promise<Explored> {
  const of = test.expect.kind === 'permutation' ? test.expect.of : [];
  const unseen = (seen: Seen): readonly string[] =>
    unseenPairs(of, [...seen.values()]).map(([first, second]) => canonical([first, second]));
  return search(test, options, unseen, true);
}

/** A case in its smaller form, whose outcomes can all be enumerated. */
export function smallForm(test: Case): Case {
  return { ...test, ...test.exploration };
}

/** The outcomes that an engine must be able to show. */
function mustShow({ expect }: Case): readonly Json[] {
  return expect.kind === 'one-of' ? expect.outcomes : outcomesOf(expect);
}

/** A case without the outcomes that only the server shows, so that the case is put right when the simulator shows them too. */
function asSimulated(test: Case): Case {
  if (test.expect.kind !== 'one-of') return test;
  const { serverOnly: _, ...expect } = test.expect;
  return { ...test, expect };
}

/** Outcomes so far by their canonical JSON. */
type Seen = ReadonlyMap<string, Json>;

async function search(
  test: Case,
  { simulator, alwaysSuspend, limit, seed = 0, version }: ExploreOptions,
  missing: (seen: Seen) => readonly string[],
  untilComplete = false,
): Promise<Explored> {
  const simulated = asSimulated(test);
  const seen = new Map<string, Json>();
  const outside: string[] = [];
  let runs = 0;
  const engine = simulatorEngine({ ...simulator, decider: () => orderDecider(seed + runs) });
  const room = await engine.open(test.needs.mode, alwaysSuspend, version);
  while (runs < limit && outside.length === 0 && !(untilComplete && missing(seen).length === 0)) {
    const { outcome, reason } = await runCase(simulated, room);
    if (reason !== undefined) outside.push(`order ${seed + runs}: ${reason}`);
    else if (outcome !== undefined) seen.set(canonical(outcome), outcome);
    runs++;
  }
  await room.close();
  return { runs, missing: missing(seen), outside };
}
