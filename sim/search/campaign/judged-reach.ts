import { BUILT_IN } from '../../checks/built-in.ts';
import { addressedHandlers } from '../../simulation/scenario/check-addresses.ts';
import { boundHandlersOf } from '../../simulation/scenario/bound-handlers.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';

/**
 * What a campaign must have reached, or its verdict is `not exercised`.
 *
 * - false: the scenario's own invariants have judged something, and the handlers that its operations call have run.
 * - `handlers`: so has every handler that its services have.
 * - true: in addition, the built-in invariants have judged something, and declared outcomes and assertions were reached.
 *   Few runs cannot reach all of this.
 */
export type JudgeReach = boolean | 'handlers';

/** Decides what counts against a verdict when no run has reached it. */
export class JudgedReach {
  readonly #level: JudgeReach;
  readonly #own: ReadonlySet<string>;
  readonly #handlers: ReadonlySet<string>;

  constructor(scenario: Scenario, level: JudgeReach, derivedInvariants: readonly string[] = []) {
    const builtIn = new Set(BUILT_IN.map(({ name }) => name));
    const own = scenario.invariants.map(({ name }) => name).filter((name) => !builtIn.has(name));
    const handlers = level === false ? addressedHandlers(scenario) : boundHandlersOf(scenario);
    const excused = new Set(scenario.uncalled);
    this.#level = level;
    this.#own = new Set([...own, ...derivedInvariants]);
    this.#handlers = new Set(handlers.filter((name) => !excused.has(name)).map((name) => `handler ${name}`));
  }

  /** @returns whether an invariant that had nothing to judge counts */
  invariant(name: string): boolean {
    return this.#level === true || this.#own.has(name);
  }

  /** @param what a handler, an outcome or an assertion, as `Reach` words it */
  missing(what: string): boolean {
    return this.#handlers.has(what) || (this.#level === true && !what.startsWith('handler '));
  }
}
