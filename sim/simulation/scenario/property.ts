import * as fc from 'fast-check';
import { UsageError } from '../../core/errors.ts';
import { checkGiven } from './checked-arbitraries.ts';
import type { Effect } from './effect.ts';
import { scenario, type Scenario, type ScenarioOptions } from './scenario.ts';
import type { FaultProfile } from './fault-profile.ts';
import type { OperationSpec } from './operation-spec.ts';
import { Simulation } from '../simulation.ts';

type EffectMap = Readonly<Record<string, Effect<never, unknown>>>;
type Given = Readonly<Record<string, unknown>>;

/** The services of a property, what is drawn for it, and what must hold. */
export interface PropertyOptions<Effects extends EffectMap, Values extends Given> extends Pick<
  ScenarioOptions<Effects>,
  | 'services'
  | 'defaultServiceOptions'
  | 'effects'
  | 'stubs'
  | 'http'
  | 'allow'
  | 'horizon'
  | 'server'
  | 'invariants'
  | 'model'
  | 'together'
  | 'owed'
  | 'outcomes'
  | 'assertions'
  | 'charts'
  | 'waivesAdvice'
> {
  /** Arbitraries by name; a value of each is drawn for each run. Drawn values are shrunk with the rest of a finding. */
  readonly given?: { readonly [Name in keyof Values]: fc.Arbitrary<Values[Name]> };
  /** Which faults are injected. Default: up to 3 crashes, lost connections and suspensions, and failing effects. */
  readonly faults?: FaultProfile;
}

/** The argument of a property's body. */
export interface PropertyWorld<Effects extends EffectMap, Values extends Given> {
  /** The simulation of this run. */
  readonly sim: Simulation<Effects>;
  /** The values drawn for this run. */
  readonly given: Values;
}

/** The one operation of a plan: it stands for the body, and the drawn values are its input. */
const TEST = { kind: 'call', service: 'test', handler: 'body' } as const;

/**
 * Makes a scenario from the body of a test. A search runs the body many times, with other orders of requests and with
 * injected faults. An error that the body throws is a finding, and so is every broken invariant.
 *
 * The body must be deterministic; take randomness from `given`. To have several requests in flight, make them without
 * `await`, and await all of them at the end.
 *
 * @example
 * const oneSeat = property(
 *   'a seat is sold once',
 *   { services: [ticketOffice], given: { buyers: fc.array(fc.constantFrom('ann', 'bo'), { minLength: 2, maxLength: 4 }) } },
 *   async ({ sim, given }) => {
 *     const seat = sim.client.object(ticketOffice, 'seat-7');
 *     const sold = await Promise.all(given.buyers.map((buyer) => seat.buy(buyer)));
 *     if (sold.filter(Boolean).length > 1) throw new Error('sold twice');
 *   },
 * );
 * await checkScenario(oneSeat, { seed: 42, runs: 500 });
 *
 * @throws {UsageError} when there are no services, or a given value is not an arbitrary
 */
export function property<Effects extends EffectMap = Record<never, never>, Values extends Given = Record<never, never>>(
  name: string,
  options: PropertyOptions<Effects, Values>,
  body: (world: PropertyWorld<Effects, Values>) => Promise<void> | void,
): Scenario {
  const { given, ...rest } = options;
  if (typeof body !== 'function') {
    throw new UsageError('BODY_REQUIRED', `The property "${name}" has no body: give a function as the last argument.`);
  }
  checkGiven(name, given ?? {});
  const inputs = fc.record<Readonly<Record<string, unknown>>>(given ?? {});
  const made = scenario<Effects>(name, {
    ...rest,
    // A test awaits its responses; one that tolerates broken connections sets `serverRestarts`, and likewise `operators`.
    faults: { serverRestarts: false, operators: false, ...rest.faults },
    operations: () => [
      inputs.map(
        (input) => ({ ...TEST, input }) as OperationSpec,
        (operation) => Object(operation).input,
      ),
    ],
    clients: 1,
    maxOperations: 1,
  });
  return {
    ...made,
    body: async (world) => {
      const sim = new Simulation<Effects>({ services: [] }, world);
      const values = (world.plan.operations[0]?.input ?? {}) as unknown as Values;
      await body({ sim, given: values });
    },
  };
}
