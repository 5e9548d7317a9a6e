/**
 * Goal: a test that tests nothing, or that no seed repeats, does not pass in silence. Method: properties whose code requests
 * nothing, draws by itself or reads the clock, and their twins that do it right.
 */
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkScenario, property, Simulation, UsageError, type Scenario } from '../../sim/index.ts';

const counter = restate.object({
  name: 'Counter',
  handlers: {
    add: async (ctx: restate.ObjectContext, by: number): Promise<void> => {
      ctx.set('count', ((await ctx.get<number>('count')) ?? 0) + by);
    },
  },
});

const adding = (by: () => number): Scenario =>
  property('adds', { services: [counter] }, async ({ sim }) => {
    await sim.client.object(counter, 'a').add(by());
  });

describe('the code of a test', () => {
  it('that calls no handler in any run is not exercised', async () => {
    const idle = property('is idle', { services: [counter] }, async ({ sim }) => sim.runToQuiet());
    await expect(checkScenario(idle, { runs: 5 })).rejects.toThrow(
      '"is idle" is not exercised: never reached: any request: the code of the test calls no handler.',
    );
  });

  it('may call none in some runs', async () => {
    const some = property('adds some', { services: [counter], given: { times: fc.nat({ max: 3 }) } }, async (world) => {
      for (let time = 0; time < world.given.times; time++) await world.sim.client.object(counter, 'a').add(1);
    });
    expect(await checkScenario(some, { runs: 20 })).toMatchObject({ verdict: 'held' });
  });

  it.each([
    ['Math.random', () => Math.random()],
    ['crypto.randomUUID', () => crypto.randomUUID().length],
    ['Date.now', () => Date.now()],
    ['new Date', () => new Date().getTime()],
  ])('that uses %s fails, with its line', async (what, by) => {
    const words = `The test fails. Its code uses ${what} (properties/checks/test-code.test.ts:`;
    await expect(checkScenario(adding(by), { runs: 5 })).rejects.toThrow(words);
  });

  it('may make a date of an instant', async () => {
    expect(await checkScenario(adding(() => new Date(5).getTime()))).toMatchObject({ verdict: 'held' });
  });
});

it('an engine that is only a name is refused in a sentence', () => {
  const made = (): unknown => new Simulation({ services: [counter], engine: 'sdk' as never });
  expect(made).toThrow(UsageError);
  expect(made).toThrow("engine takes an engine, not 'sdk'; leave it out.");
});
