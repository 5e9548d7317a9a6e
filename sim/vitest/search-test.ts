import { test, type TestContext } from 'vitest';
import type { Effect } from '../simulation/scenario/effect.ts';
import { property, type PropertyOptions, type PropertyWorld } from '../simulation/scenario/property.ts';
import { scenario, type Scenario, type ScenarioOptions } from '../simulation/scenario/scenario.ts';
import { searchInTest, type HowMuch } from './search-in-test.ts';

type EffectMap = Readonly<Record<string, Effect<never, unknown>>>;
type Given = Readonly<Record<string, unknown>>;

/** How a test searches. */
export interface SearchTestOptions extends HowMuch {
  /** How long the search may take, in ms of real time. Default 60,000. */
  readonly timeout?: number;
}

/** `test.sim`, and `test.sim.only`, `test.sim.skip`. */
export interface SimTestFunction extends SearchTest {
  readonly only: SearchTest;
  readonly skip: SearchTest;
}

/** A test that is a search: of its own code, or of a generated workload. */
export interface SearchTest {
  /**
   * Runs the body again and again, in worlds in which requests overtake each other and things go wrong. What it throws,
   * and any broken invariant, is shrunk and reported.
   */
  <Effects extends EffectMap = Record<never, never>, Values extends Given = Record<never, never>>(
    name: string,
    options: SearchTestOptions & PropertyOptions<Effects, Values>,
    body: (world: PropertyWorld<Effects, Values>) => Promise<void> | void,
  ): void;
  /** Searches a workload of generated `operations`. */
  <Effects extends EffectMap = Record<never, never>>(
    name: string,
    options: SearchTestOptions & ScenarioOptions<Effects>,
  ): void;
  /** Searches a scenario that is declared elsewhere. */
  (subject: Scenario, options?: SearchTestOptions): void;
}

const PATIENCE_MS = 60_000;

type Run = (name: string, options: { readonly timeout: number }, body: (context: TestContext) => Promise<void>) => void;

function searching(run: Run): SearchTest {
  return (subject: string | Scenario, given?: SearchTestOptions, body?: unknown): void => {
    const options = given ?? {};
    // The overloads above say which arguments go together; here their types distinguish them.
    const made = (): Scenario => {
      if (typeof subject !== 'string') return subject;
      if (body === undefined) return scenario(subject, options as ScenarioOptions<EffectMap>);
      return property(subject, options as PropertyOptions<EffectMap, Given>, body as () => void);
    };
    const name = typeof subject === 'string' ? subject : subject.name;
    // Created where the test is declared, so that an error points at that line.
    const here = new Error(name);
    run(name, { timeout: options.timeout ?? PATIENCE_MS }, async (context: TestContext) => {
      await searchInTest(made(), options, context, here);
    });
  };
}

/** See {@link SearchTest}. */
export const searchTest: SimTestFunction = Object.assign(
  // oxlint-disable vitest/expect-expect, vitest/no-focused-tests, vitest/no-disabled-tests -- these make tests, and are none
  searching((name, options, body) => test(name, options, body)),
  {
    only: searching((name, options, body) => test.only(name, options, body)),
    skip: searching((name, options, body) => test.skip(name, options, body)),
  },
  // oxlint-enable vitest/expect-expect, vitest/no-focused-tests, vitest/no-disabled-tests
);
