import { expect as base, type ExpectStatic } from 'vitest';
import { count } from '../core/count.ts';
import { InvariantBroken } from '../search/finding/holds.ts';
import { checkUpgrade, type CheckUpgradeOptions } from '../search/campaign/check-upgrade.ts';
import { isScenario } from '../simulation/scenario/scenarios-in.ts';
import type { AnyDefinition, Scenario } from '../simulation/scenario/scenario.ts';
import { linearizable } from '../checks/linearizability/invariant.ts';
import type { Model } from '../checks/linearizability/model.ts';
import { UsageError } from '../core/errors.ts';
import type { Effect } from '../simulation/scenario/effect.ts';
import { wrappedText } from '../core/wrapped.ts';
import { Simulation } from '../simulation/simulation.ts';
import { whoWaits } from '../simulation/run/stuck-error.ts';
import { eventsInWords } from '../trace/story.ts';

/** The matchers of `expect(sim)`, in addition to those of vitest. */
export interface SimMatchers {
  /** The closure of the step of this name has executed exactly once, retries and repetitions after crashes counted. */
  toHaveRunOnce(step: string): void;
  /** Everything that was begun comes to an end. Moves the world until nothing can move any more: await it. */
  toSettle(): Promise<void>;
  /** The responses to clients are those of a model that handles one operation after another. */
  toBeLinearizable<State>(model: Model<State>): void;
}

/** The matcher of `expect(old)`, for the definitions of a version of services, or a scenario with them. */
export interface UpgradeMatchers {
  /**
   * A new version may be deployed while work of this one is in flight: it is deployed at every point of a journal at which an
   * invocation can stand, and in generated runs. Await it.
   * @param next the definitions of the new version
   */
  toUpgradeTo(next: readonly AnyDefinition[], options?: CheckUpgradeOptions): Promise<void>;
}

/**
 * vitest's `expect`, which knows worlds. Declared like this and not as a change of vitest's own types, because these
 * differ from one version of vitest to the next.
 */
export type SimExpect = ExpectWorld & ExpectVersion & ExpectStatic;

/** `expect` of a version of services. */
export interface ExpectVersion {
  (old: readonly AnyDefinition[] | Scenario, message?: string): UpgradeMatchers & { readonly not: UpgradeMatchers };
}

/** `expect` of a world. */
export interface ExpectWorld {
  <Effects extends Readonly<Record<string, Effect<never, unknown>>>>(
    sim: Simulation<Effects>,
    message?: string,
  ): SimMatchers & { readonly not: SimMatchers };
}

interface Judged {
  readonly pass: boolean;
  readonly message: () => string;
}

base.extend({
  toHaveRunOnce(received: unknown, step: string): Judged {
    const { trace } = world(received, 'toHaveRunOnce');
    const runs = trace.flatMap((event) => (event.type === 'run started' && event.name === step ? [event] : []));
    const names = [...new Set(trace.flatMap((event) => (event.type === 'run started' ? [event.name] : [])))];
    const times = runs.map(({ invocation, attempt, entry }) => `  ${invocation}, attempt ${attempt}, entry ${entry}`);
    const known = names.length === 0 ? 'No step has run.' : `Steps that have run: ${names.join(', ')}.`;
    return {
      pass: runs.length === 1,
      message: () =>
        runs.length === 0
          ? `"${step}" has not run. ${known}`
          : `"${step}" has run ${runs.length === 1 ? 'once' : `${runs.length} times`}:\n${times.join('\n')}`,
    };
  },

  async toSettle(received: unknown): Promise<Judged> {
    const sim = world(received, 'toSettle');
    await sim.runToQuiet();
    const open = [...sim.server.invocations.values()].filter(({ result }) => result === undefined);
    return {
      pass: open.length === 0,
      message: () => (open.length === 0 ? 'Everything has come to an end.' : wrappedText(whoWaits(sim.server))),
    };
  },

  async toUpgradeTo(received: unknown, next: readonly AnyDefinition[], options?: CheckUpgradeOptions): Promise<Judged> {
    try {
      const { upgrade } = await checkUpgrade(version(received), next, options);
      const where = `${count(upgrade?.deploys ?? 0, 'deploy')} at ${count(upgrade?.points ?? 0, 'point')}`;
      return { pass: true, message: () => `The upgrade is safe: nothing broke in ${where}.` };
    } catch (error) {
      if (!(error instanceof InvariantBroken)) throw error;
      return { pass: false, message: () => error.message };
    }
  },

  toBeLinearizable(received: unknown, model: Model<unknown>): Judged {
    const sim = world(received, 'toBeLinearizable');
    const [breach] = sim.breaches([linearizable(model)]);
    const shown = new Set(breach?.events);
    const lines = eventsInWords(sim.trace).flatMap(({ text }, seq) => (shown.has(seq) ? [`  ${text}`] : []));
    return {
      pass: breach === undefined,
      message: () =>
        breach === undefined
          ? 'The answers fit the model, one operation after another.'
          : `${breach.message}\n${wrappedText(lines.join('\n'))}`,
    };
  },
});

function version(received: unknown): Scenario | readonly AnyDefinition[] {
  if (Array.isArray(received)) return received as readonly AnyDefinition[];
  if (isScenario(received)) return received;
  throw new UsageError(
    'NOT_A_VERSION',
    'toUpgradeTo is about a version of services: write expect([definition, ...]).toUpgradeTo([...]), or give a scenario.',
  );
}

function world(received: unknown, matcher: string): Simulation {
  if (received instanceof Simulation) return received;
  throw new UsageError('NOT_A_SIMULATION', `${matcher} is about a world: write expect(sim).${matcher}(...).`);
}

/** vitest's `expect` with {@link SimMatchers}. */
export const expect: SimExpect = base as unknown as SimExpect;
