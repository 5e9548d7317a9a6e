import * as fc from 'fast-check';
import { UsageError } from '../../core/errors.ts';
import type { Effect } from './effect.ts';
import { scenario, type FaultProfile, type OperationSpec, type Scenario, type ScenarioOptions } from './scenario.ts';
import { Simulation } from '../simulation.ts';

type EffectMap = Readonly<Record<string, Effect<never, unknown>>>;
type Given = Readonly<Record<string, unknown>>;

/** What a property is about. */
export interface PropertyOptions<Effects extends EffectMap, Values extends Given> extends Pick<
  ScenarioOptions<Effects>,
  'services' | 'effects' | 'stubs' | 'invariants' | 'model' | 'together' | 'owed' | 'outcomes' | 'assertions' | 'charts'
> {
  /** What is drawn for each run, by name; drawn values are shrunk like everything else. */
  readonly given?: { readonly [Name in keyof Values]: fc.Arbitrary<Values[Name]> };
  /** What may go wrong. Default: up to 3 crashes, lost connections and suspensions, and failing effects. */
  readonly faults?: FaultProfile;
}

/** What the code of a property is handed. */
export interface PropertyWorld<Effects extends EffectMap, Values extends Given> {
  /** The world of this run. */
  readonly sim: Simulation<Effects>;
  /** What was drawn for this run. */
  readonly given: Values;
}

/** Stands in the plan for the code of the test: what was drawn for it is its input. */
const TEST = { kind: 'call', service: 'test', handler: 'body' } as const;

/**
 * Makes a scenario of a test: its code takes the place of generated clients, and runs again and again in worlds in which
 * requests overtake each other and things go wrong. What it throws is a finding, as is any broken invariant.
 *
 * The code must do the same whenever it is told the same: chance belongs into `given`. Ask without awaiting at once where
 * requests are to be under way together, and await all of them in the end.
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
 * @throws {UsageError} when there are no services
 */
export function property<Effects extends EffectMap = Record<never, never>, Values extends Given = Record<never, never>>(
  name: string,
  options: PropertyOptions<Effects, Values>,
  body: (world: PropertyWorld<Effects, Values>) => Promise<void> | void,
): Scenario {
  const { given, ...rest } = options;
  if (typeof body !== 'function') {
    throw new UsageError('BODY_REQUIRED', `The property "${name}" has no code: give a function as the last argument.`);
  }
  const inputs = fc.record<Readonly<Record<string, unknown>>>(given ?? {});
  const made = scenario<Effects>(name, {
    ...rest,
    // A test awaits its answers; one that also bears broken connections says so.
    faults: { serverRestarts: false, ...rest.faults },
    operations: () => [inputs.map((input) => ({ ...TEST, input }) as OperationSpec)],
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
