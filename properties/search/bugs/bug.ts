import * as fc from 'fast-check';
import type { Effect } from '../../../sim/simulation/scenario/effect.ts';
import { scenario, type Scenario, type ScenarioOptions } from '../../../sim/simulation/scenario/scenario.ts';
import { chores } from './chores.ts';
import type { Hunter } from './hunt.ts';

type Effects = Readonly<Record<string, Effect<never, unknown>>>;

/** A small service with one planted bug, and its twin, in which only that bug is fixed. */
export interface Bug {
  /** Names the bug, and the broken scenario. */
  readonly name: string;
  /** What is wrong, in one sentence. */
  readonly mistake: string;
  /** The invariant that it breaks. */
  readonly breaks: string;
  /** Whether a uniform walk finds it in fewer than one of fifty runs; the benchmark checks it. */
  readonly isHard: boolean;
  /** Strategies that cannot find it in theory, and why. */
  readonly blind: readonly Blind[];
  readonly broken: Scenario;
  readonly fixed: Scenario;
}

/** A strategy that cannot find a bug: the benchmark fails if it does in more than one of ten searches. */
export interface Blind {
  readonly hunter: Hunter;
  readonly why: string;
}

export interface BugOptions<E extends Effects> {
  readonly mistake: string;
  readonly breaks: string;
  readonly isHard?: boolean;
  readonly blind?: readonly Blind[];
  /** The workload, the same for both twins. @param isFixed whether the bug is fixed */
  readonly scenario: (isFixed: boolean) => ScenarioOptions<E>;
}

/** Declares a bug. Both twins also do unrelated work. */
export function bug<E extends Effects = Record<never, never>>(name: string, options: BugOptions<E>): Bug {
  const { mistake, breaks, isHard = false, blind = [] } = options;
  return {
    name,
    mistake,
    breaks,
    isHard,
    blind,
    broken: scenario(name, withChores(options.scenario(false))),
    fixed: scenario(`${name}, fixed`, withChores(options.scenario(true))),
  };
}

/** The workload as it is: only naming it here lets the compiler see what effects it has. */
export function workload<E extends Effects>(options: ScenarioOptions<E>): ScenarioOptions<E> {
  return options;
}

function withChores<E extends Effects>(options: ScenarioOptions<E>): ScenarioOptions<E> {
  const { services, operations } = options;
  return {
    ...options,
    services: (effects) => [...(typeof services === 'function' ? services(effects) : services), chores],
    operations: (build) => [
      ...operations(build),
      build.call(chores, 'tidy', { key: fc.constantFrom('hall', 'loft') }),
      build.call(chores, 'look', { key: fc.constantFrom('hall', 'loft') }),
    ],
  };
}
