import { test as base, type TestAPI } from 'vitest';
import { installAmbient } from '../attempt/ambient.ts';
import type { AnyDefinition } from '../simulation/scenario/scenario.ts';
import { Simulation, type SimulationOptions } from '../simulation/simulation.ts';
import { wrappedText } from '../core/wrapped.ts';
import { storyOf } from '../trace/story.ts';
import { UsageError } from '../core/errors.ts';
import { searchTest, type SimTestFunction } from './search-test.ts';

/** What tests are handed. */
export interface SimFixtures {
  /** The definitions under test. Give them for a file or a `describe`: `test.override({ services: [bankAccount] })`. */
  services: readonly AnyDefinition[];
  /** Everything else about the world: `seed`, `effects`, `stubs`, `alwaysReplay`, ... */
  simOptions: Omit<SimulationOptions, 'services'>;
  /** A fresh world with the services in it; ends with the test. */
  sim: Simulation;
}

/** vitest's own `test` with a world for each test, and `test.sim` for properties. */
export type SimTest = TestAPI<SimFixtures> & {
  /** Runs a test, or a generated workload, again and again in worlds in which things go wrong. */
  readonly sim: SimTestFunction;
};

// Before a hook of the test's can put fake timers in place: these then stand in front of ours, and go without a trace.
installAmbient();

const extended = base.extend<SimFixtures>({
  // oxlint-disable-next-line no-empty-pattern -- vitest wants to see which fixtures this one needs
  services: async ({}, use) => use([]),
  // oxlint-disable-next-line no-empty-pattern -- as above
  simOptions: async ({}, use) => use({}),
  sim: async ({ services, simOptions, task }, use) => {
    if (services.length === 0) {
      throw new UsageError(
        'SERVICES_REQUIRED',
        'The world of this test has no services: say which, for the file or a describe, with ' +
          'test.override({ services: [yourObject] }) (before vitest 4.1: test.scoped).',
      );
    }
    await using sim = new Simulation({ ...simOptions, services });
    await use(sim);
    // Nothing can be attached to a test that has failed already, so the story goes where everybody looks first.
    const [error] = task.result?.state === 'fail' ? (task.result.errors ?? []) : [];
    if (error !== undefined) error.message += `\n\n${story(sim)}\n`;
  },
});

/** vitest's `test`, with a world for each test. */
export const test: SimTest = Object.assign(extended, { sim: searchTest });

function story({ trace }: Simulation): string {
  if (trace.length === 0) return 'Nothing happened in this world: no request was made.';
  return wrappedText(['What happened in this world:', ...storyOf(trace, [])].join('\n'));
}
