import { BUILT_IN } from '../../../sim/checks/built-in.ts';
import type { Breach, Invariant } from '../../../sim/checks/invariant.ts';
import { DEFAULT_BOUNDS } from '../../../sim/search/exhaustive/bounds.ts';
import { faultName, type Fault } from '../../../sim/search/finding/fault.ts';
import type { Finding } from '../../../sim/search/finding/finding.ts';
import { investigate } from '../../../sim/search/finding/investigate.ts';
import { Runner } from '../../../sim/search/record/runner.ts';
import { sourceOf } from '../../../sim/search/campaign/sources.ts';
import type { Plan } from '../../../sim/simulation/faults/plan.ts';
import type { RunResult } from '../../../sim/simulation/run/run-plan.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';

/** Every invariant that a scenario is judged by, in order; what is there just in case is not among them. */
export function invariantsOf(scenario: Scenario): readonly Invariant[] {
  const own = new Set(scenario.invariants.map(({ name }) => name));
  return [...BUILT_IN.filter(({ name }) => !own.has(name)), ...scenario.invariants]
    .filter(({ optional }) => optional !== true)
    .map((invariant) => (invariant.name === 'everything settles' ? byCause(invariant) : invariant));
}

/** Tries that never end are told apart by what ends each of them: every cause is a defect of its own. */
function byCause(invariant: Invariant): Invariant {
  const withCause = (breach: Breach | undefined): Breach | undefined => {
    if (breach?.kind !== 'endless retry') return breach;
    const [, code, error = ''] = /in between: (\d+) (.+?)(?= \(|\. It (?:was|is)|$)/.exec(breach.message) ?? [];
    // A fault that struck the last of them says nothing about why there was no end.
    if (/ failed$|connection was lost|stream was closed/.test(error)) return undefined;
    return { ...breach, kind: `${breach.kind}: ${code === '570' ? 'journal mismatch' : error}` };
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

/** What a search for breaches of one invariant came to. */
export interface Searched {
  readonly runs: number;
  /** How often the invariant had something to judge, over all runs. */
  readonly exercised: number;
  readonly finding: Finding | undefined;
}

/**
 * Searches for a breach of one invariant, in runs where no other can be the first to object.
 * @param known breaches that were found before, which are passed over
 */
export async function searchFor(
  scenario: Scenario,
  invariant: Invariant,
  { seed, runs: most, known }: { readonly seed: number; readonly runs: number; readonly known: readonly Fault[] },
): Promise<Searched> {
  const runner = judgedOnlyBy(scenario, passingOver(invariant, known));
  const source = sourceOf('mix', runner, seed, DEFAULT_BOUNDS);
  let runs = 0;
  let exercised = 0;
  for (let unit = 0; runs < most; unit++) {
    for await (const { strategy, path, result, again } of source.unit(unit)) {
      runs++;
      exercised += result.invariants.reduce((sum, one) => sum + one.exercised, 0);
      if (result.verdict !== 'broken') continue;
      const [finding] = await investigate(runner, await again(), { seed, path, strategy });
      return { runs, exercised, finding };
    }
  }
  return { runs, exercised, finding: undefined };
}

/** Runs a plan under one invariant. */
export async function runSingle(scenario: Scenario, invariant: Invariant, plan: Plan): Promise<RunResult> {
  return judgedOnlyBy(scenario, invariant).run(plan);
}

/** The built-in invariants are left out: the first breach ends a run, and it must be the one in question. */
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
