import { BUILT_IN } from '../../../sim/checks/built-in.ts';
import type { Breach, Invariant } from '../../../sim/checks/invariant.ts';
import { DEFAULT_BOUNDS } from '../../../sim/search/exhaustive/bounds.ts';
import { faultName, type Fault } from '../../../sim/search/record/fault.ts';
import type { Finding } from '../../../sim/search/finding/finding.ts';
import { investigate } from '../../../sim/search/finding/investigate.ts';
import { Runner } from '../../../sim/search/run/runner.ts';
import type { RecordedRun } from '../../../sim/search/record/plan-runner.ts';
import { GeneratedPlans } from '../../../sim/search/campaign/generated-plans.ts';
import { sourceOf, type Tried } from '../../../sim/search/campaign/run-source.ts';
import type { DrawnPlan } from '../../../sim/search/plan/drawn-operation.ts';
import type { Plan } from '../../../sim/simulation/faults/plan.ts';
import type { RunResult } from '../../../sim/simulation/run/run-plan.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';

/** Every invariant that a scenario is judged by, in order; optional ones left out. */
export function invariantsOf(scenario: Scenario): readonly Invariant[] {
  // Repeated requests are one more client; the scenario of the listing itself is judged by the built-in invariants.
  if (scenario.name.endsWith(', repeated')) return scenario.invariants;
  const own = new Set(scenario.invariants.map(({ name }) => name));
  return [...BUILT_IN.filter(({ name }) => !own.has(name)), ...scenario.invariants]
    .filter(({ optional }) => optional !== true)
    .map((invariant) => (invariant.name === 'everything settles' ? byCause(invariant) : invariant));
}

/** Retries that never end are distinguished by the error that ends each attempt: every cause is a defect of its own. */
function byCause(invariant: Invariant): Invariant {
  const withCause = (breach: Breach | undefined): Breach | undefined => {
    if (breach?.kind !== ENDLESS) return breach;
    const cause = causeOf({ kind: breach.kind, message: breach.message });
    return cause === undefined ? undefined : { ...breach, kind: `${ENDLESS}: ${cause}` };
  };
  return {
    ...invariant,
    watch: (view) => {
      const watcher = invariant.watch(view);
      return {
        see: (event) => withCause(watcher.see?.(event)),
        end: () => withCause(watcher.end?.()),
        exercised: () => watcher.exercised(),
      };
    },
  };
}

const ENDLESS = 'endless retry';

/**
 * @returns the error that ends every attempt, from the message of a breach about endless retries; undefined for another
 * breach, or when an injected fault ended the last attempt, which does not show why there is no end
 */
export function causeOf({
  kind,
  message,
}: {
  readonly kind: string | undefined;
  readonly message: string;
}): string | undefined {
  if (kind !== ENDLESS) return undefined;
  const [, code, error = ''] = /in between: (\d+) (.+?)(?= \(|\. It (?:was|is)|$)/.exec(message) ?? [];
  if (/ failed$|connection was lost|stream was closed/.test(error)) return undefined;
  return code === '570' ? 'journal mismatch' : error;
}

/** @returns the kind of a breach without its cause, as the built-in invariant has it */
export function kindWithoutCause(kind: string | undefined): string | undefined {
  return kind?.startsWith(`${ENDLESS}: `) === true ? ENDLESS : kind;
}

/** The result of a search for breaches of one invariant. */
export interface Searched {
  readonly runs: number;
  /** How often the invariant had something to judge, over all runs. */
  readonly exercised: number;
  readonly finding: Finding | undefined;
}

/**
 * Searches for a breach of one invariant, in runs that no other invariant can end.
 * @param runs without a finding after which the search ends
 * @param known breaches that were found before, which are passed over
 */
export async function searchFor(
  scenario: Scenario,
  invariant: Invariant,
  { seed, runs: maxRuns, known }: { readonly seed: number; readonly runs: number; readonly known: readonly Fault[] },
): Promise<Searched> {
  const runner = judgedOnlyBy(scenario, passingOver(invariant, known));
  let runs = 0;
  let exercised = 0;
  for await (const { strategy, path, result, again } of triedRuns(scenario, runner, seed)) {
    if (runs >= maxRuns) break;
    runs++;
    exercised += result.invariants.reduce((sum, one) => sum + one.exercised, 0);
    if (result.verdict !== 'broken') continue;
    const [finding] = await investigate(runner, await again(), { seed, path, strategy });
    return { runs, exercised, finding };
  }
  return { runs, exercised, finding: undefined };
}

type Made = Pick<Tried, 'strategy' | 'path' | 'result' | 'again'>;

async function* triedRuns(scenario: Scenario, runner: Runner, seed: number): AsyncGenerator<Made> {
  if (scenario.name.endsWith(', repeated')) yield* repeatedRuns(scenario, runner, seed);
  const source = sourceOf('mix', runner, seed, DEFAULT_BOUNDS);
  for (let unit = 0; ; unit++) yield* source.unit(unit);
}

/** Generated plans in which every client sends every request twice. */
async function* repeatedRuns(scenario: Scenario, runner: Runner, seed: number): AsyncGenerator<Made> {
  const plans = new GeneratedPlans(scenario, seed);
  for (let index = 0; ; index++) {
    const plan = plans.at(index);
    const operations = plan.operations.map((operation) =>
      operation.with({ troubles: [...operation.troubles, { kind: 'duplicate' }] }),
    );
    const again = (): Promise<RecordedRun<DrawnPlan>> => runner.record({ ...plan, operations });
    const { result } = await again();
    yield { strategy: 'repeated', path: undefined, result, again };
  }
}

/** Runs a plan under one invariant. */
export async function runSingle(scenario: Scenario, invariant: Invariant, plan: Plan): Promise<RunResult> {
  return judgedOnlyBy(scenario, invariant).run(plan);
}

/** The built-in invariants are left out: the first breach ends a run, and it must be a breach of the one invariant. */
function judgedOnlyBy(scenario: Scenario, invariant: Invariant): Runner {
  return new Runner({ ...scenario, invariants: [invariant] }, { builtIn: [], compares: false });
}

function passingOver(invariant: Invariant, known: readonly Fault[]): Invariant {
  if (known.length === 0) return invariant;
  const names = new Set(known.map((fault) => faultName(fault)));
  const isNew = ({ handler, kind }: Pick<Breach, 'handler' | 'kind'>): boolean =>
    !names.has(faultName({ invariant: invariant.name, handler, kind }));
  return {
    ...invariant,
    watch: (view) => {
      const watcher = invariant.watch(view);
      return {
        see: (event) => {
          const breach = watcher.see?.(event);
          return breach === undefined || breach.advice === true || isNew(breach) ? breach : undefined;
        },
        end: () => {
          const breach = watcher.end?.();
          return breach === undefined || isNew(breach) ? breach : undefined;
        },
        exercised: () => watcher.exercised(),
      };
    },
  };
}
