/** Goal: plans are fast-check values as users know them. Method: `fc.assert` and `fc.check` with their own settings. */
import { createRequire } from 'node:module';
import { inspect } from 'node:util';
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bankScenario } from '../../scenarios/bank-account.ts';
import { survey } from '../../sim/search/campaign/survey.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import { InvariantBroken, holds } from '../../sim/search/finding/holds.ts';
import { planOf } from '../../sim/search/plan/plan-arbitrary.ts';
import { readPlan } from '../../sim/search/plan/plan-schema.ts';
import { property as propertyOf } from '../../sim/simulation/scenario/property.ts';
import type { Plan } from '../../sim/simulation/faults/plan.ts';
import { scenario } from '../../sim/simulation/scenario/scenario.ts';
import { BROKEN } from './broken-scenarios.ts';
import { itInDepth } from '../harness/depth.ts';

const broken = BROKEN['a cart that pays without a key'] ?? bankScenario;

async function failing(parameters: fc.Parameters<[Plan]>): Promise<fc.RunDetails<[Plan]>> {
  return fc.check(
    fc.asyncProperty(planOf(broken), (plan) => holds(broken, plan)),
    parameters,
  );
}

describe('a property over plans', () => {
  it('holds where nothing is wrong', async () => {
    await fc.assert(
      fc.asyncProperty(planOf(bankScenario), (plan) => holds(bankScenario, plan)),
      { seed: 42, numRuns: 30 },
    );
  });

  it('fails with the shrunk plan in its message, and that plan repeats as an example', async () => {
    const { failed, errorInstance, counterexample } = await failing({ seed: 3, numRuns: 500 });
    expect(failed).toBe(true);
    if (!(errorInstance instanceof InvariantBroken)) throw new Error(`It failed with ${String(errorInstance)}.`);
    const { finding, message } = errorInstance;
    expect(message).toContain('"an order is charged at most once" is broken.');
    expect(message).toContain('The smallest plan that shows it:');
    // What Node prints of an error that no code catches ends with the stack.
    expect(inspect(errorInstance)).not.toContain('traceHash');
    const shrunk = readPlan(JSON.parse(message.split('\n').at(-1) ?? ''));
    expect(shrunk).toEqual(JSON.parse(JSON.stringify(finding.plan)));
    expect(shrunk.operations.length).toBeLessThanOrEqual(counterexample?.[0].operations.length ?? 0);
    const repeated = await failing({ seed: 1, numRuns: 1, examples: [[shrunk]] });
    expect(repeated).toMatchObject({ failed: true, numRuns: 1, counterexamplePath: '0' });
  });

  itInDepth('has the shrunk plan in what fc.assert throws, for `examples` to repeat it', async () => {
    const property = fc.asyncProperty(planOf(broken), (plan) => holds(broken, plan));
    const thrown = await fc.assert(property, { seed: 3, numRuns: 500 }).then(
      () => new Error('nothing was thrown'),
      (error: unknown) => error as Error,
    );
    expect(thrown.message).toMatch(/seed: 3, path: "\d+", endOnFailure: true/);
    const shrunk = /which shrinks to\n(\{.*\})\n/.exec(thrown.message)?.[1];
    const examples: [Plan][] = [[readPlan(JSON.parse(shrunk ?? ''))]];
    const repeated = fc.assert(property, { seed: 1, numRuns: 1, examples });
    await expect(repeated).rejects.toThrow('Property failed after 1 tests');
  });

  it('makes as many runs as `numRuns` says', async () => {
    let runs = 0;
    const property = fc.asyncProperty(planOf(bankScenario), async (plan) => {
      runs++;
      await holds(bankScenario, plan);
    });
    const { numRuns, failed } = await fc.check(property, { seed: 42, numRuns: 7 });
    expect({ runs, numRuns, failed }).toEqual({ runs: 7, numRuns: 7, failed: false });
  });

  itInDepth('repeats the generated run by its path, and without shrinking on request', async () => {
    const first = await failing({ seed: 3, numRuns: 500, endOnFailure: true, verbose: 2 });
    const path = first.counterexamplePath ?? '';
    expect(path).toMatch(/^\d+$/);
    expect(first.verbose).toBe(2);
    const again = await failing({ seed: 3, path, endOnFailure: true });
    expect(again.failed).toBe(true);
    expect(again.counterexample).toEqual(first.counterexample);
  });

  it('generates the runs that a campaign makes of the same seed, where it knows what the campaign has learned', async () => {
    const { findings } = await campaign(broken, {
      seed: 3,
      runs: 2_000,
      strategy: 'mix',
      judgeReach: false,
      shrink: false,
    });
    const generated = findings.find(({ path }) => path !== undefined);
    const seen = await survey(new Runner(broken), 3);
    if (seen === undefined) throw new Error('Nothing was learned.');
    const [plan] = fc.sample(planOf(broken, { seen }), { seed: 3, path: generated?.path ?? '0', numRuns: 1 });
    expect(generated === undefined || JSON.stringify(generated.plan) === JSON.stringify(plan)).toBe(true);
  });

  it('refuses a plan for another scenario', async () => {
    const [plan] = fc.sample(planOf(bankScenario), { seed: 1, numRuns: 1 });
    if (plan === undefined) throw new Error('no plan was generated');
    await expect(holds(broken, plan)).rejects.toThrow('This plan is for "bank account"');
  });
});

describe('arbitraries of another copy of fast-check than ours', () => {
  // What is required is another build, with classes of its own, as another version of it is.
  const other = createRequire(import.meta.url)('fast-check') as typeof fc;
  const digits = other.integer({ min: 1, max: 9 });
  const box = restate.object({
    name: 'Box',
    handlers: { put: async (_ctx: restate.ObjectContext, digit: number): Promise<number> => digit },
  });

  it('are drawn from, and are no values themselves', async () => {
    expect(digits).not.toBeInstanceOf(fc.Arbitrary);
    const putting = scenario('putting', {
      services: [box],
      operations: ({ call }) => [call(box, 'put', { key: other.constantFrom('a', 'b'), input: digits })],
    });
    const plans = fc.sample(planOf(putting), { seed: 1, numRuns: 20 });
    const operations = plans.flatMap((plan) => plan.operations as readonly { key?: unknown; input?: unknown }[]);
    expect(operations.length).toBeGreaterThan(20);
    expect(operations.filter(({ key }) => key !== 'a' && key !== 'b')).toEqual([]);
    expect(operations.filter(({ input }) => !Number.isInteger(input))).toEqual([]);
  });

  it('shrink in what a property is given', async () => {
    const given = propertyOf(
      'given',
      { services: [box], given: { digit: digits } },
      async ({ sim, given: { digit } }) => {
        expect(await sim.client.object(box, 'a').put(digit)).toBeLessThan(4);
      },
    );
    const { findings } = await campaign(given, { seed: 1, runs: 40, judgeReach: false });
    expect(findings[0]?.story.join('\n')).toContain('Box/a/put(4)');
  });
});
