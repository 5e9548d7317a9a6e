/**
 * Goal: where a scenario is derived, waits for the outside world are listed, and a finding only where there is a bug. Method:
 * services that wait for an awakeable or a promise, with and without a bug; what becomes of their waits is in the result.
 */
import { describe, expect, it } from 'vitest';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import { waivedText } from '../../../sim/search/campaign/waived.ts';
import type { ScenarioResult } from '../../../sim/search/campaign/types.ts';
import { Runner } from '../../../sim/search/run/runner.ts';
import { deriveScenario } from '../../../sim/simulation/scenario/derive.ts';
import type { Hints } from '../../../sim/simulation/scenario/hints.ts';
import type { AnyDefinition, Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import { depth } from '../../harness/depth.ts';
import { approvals, checkout, jobs, semaphore, signup } from './waiting-services.ts';

const RUNS = depth({ slice: 100, deep: 1_500 });

function derived(services: readonly AnyDefinition[], hints: Hints = {}): Scenario {
  return deriveScenario('waits', services, { takesInput: () => false, ...hints }).scenario;
}

function searched(services: readonly AnyDefinition[], hints?: Hints): Promise<ScenarioResult> {
  return campaign(derived(services, hints), { seed: 1, runs: RUNS, judgeReach: false });
}

describe('a wait that a cancel leaves behind', () => {
  it.each([1, 4, 5])('is found with seed %i, and keeps its cancel when it is shrunk', async (seed) => {
    const { findings } = await campaign(derived(jobs(false)), { seed, runs: 200, judgeReach: false });
    const [finding] = findings;
    expect(finding?.invariant).toBe('everything settles');
    expect(finding?.message).toMatch(
      /^Job\/run \(invocation b\) waits forever for an awakeable, because Job\/run .* was/,
    );
    // Two are enough; another order in which the turn is lost may need a third one.
    expect(finding?.plan.operations.length).toBeLessThanOrEqual(3);
    expect(finding?.plan.operations.flatMap(({ troubles }) => troubles.map(({ kind }) => kind))).toContain('cancel');
  });

  it('is not seen where a cancelled job gives back its turn', async () => {
    expect(await searched(jobs(true))).toMatchObject({ verdict: 'held', waived: [] });
  });

  it.each([
    ['that a request of a client ends', approvals],
    ['behind another client, that a request of a client ends', semaphore],
  ])('is not any wait %s', async (_name, service) => {
    expect(await searched([service])).toMatchObject({ verdict: 'held', findings: [] });
  });
});

describe('an awakeable of a derived scenario', () => {
  it('whose value is unknown is rejected or left, and left ones are listed', async () => {
    const { waived, runs, coverage } = await searched([checkout]);
    expect(waived).toHaveLength(1);
    for (const one of waived) {
      expect(waivedText(one, runs)).toMatch(
        /^Checkout\/run was left waiting for an awakeable in [\d,]+ of [\d,]+ runs$/,
      );
    }
    expect(coverage.counts['outcome Checkout/run 500']).toBeGreaterThan(0);
    expect(coverage.counts['outcome Checkout/run ok']).toBeUndefined();
  });

  it('whose values are in the hints is resolved with each of them, and rejected', async () => {
    const awakeables = { 'Checkout/run': [{ paid: true }, { paid: false }] };
    const { verdict, waived, coverage } = await searched([checkout], { awakeables });
    expect({ verdict, waived }).toEqual({ verdict: 'held', waived: [] });
    expect(coverage.counts['outcome Checkout/run 500']).toBeGreaterThan(0);
    expect(coverage.counts['outcome Checkout/run ok']).toBeGreaterThan(0);
  });

  it('is completed again for a later invocation with the same id', async () => {
    const { scenario } = deriveScenario('waits', [checkout], {
      takesInput: () => false,
      awakeables: { 'Checkout/run': [{ paid: true }] },
    });
    const request = { kind: 'call', service: 'Checkout', handler: 'run', key: 'a', idempotencyKey: 'k' } as const;
    // The server keeps the response of the first one for a day.
    const operations = [
      { ...request, id: 'a', client: 'client 1', troubles: [] },
      { ...request, id: 'b', client: 'client 1', afterMs: 2 * 86_400_000, troubles: [] },
    ];
    const plan = { version: 1, scenario: 'waits', seed: 0, operations, world: [], holds: [], choices: {} } as const;
    const { left, verdict, invocations } = await new Runner(scenario).run(plan);
    expect({ left, verdict, invocations }).toEqual({ left: [], verdict: 'held', invocations: 2 });
  });

  it('is left alone where the hints have no values, and is a finding where nothing may be left', async () => {
    const { coverage } = await searched([checkout], { awakeables: { 'Checkout/run': [] } });
    expect(coverage.counts['outcome Checkout/run 500']).toBeUndefined();
    const { findings } = await searched([checkout], { owed: [] });
    expect(findings[0]?.message).toContain("declare `owed: ['awakeable']`");
  });
});

describe('a durable promise of a derived scenario', () => {
  it('is completed by a request to a shared handler, when nothing else can move', async () => {
    expect(await searched([signup])).toMatchObject({ verdict: 'held', waived: [] });
  });
});

describe('hints', () => {
  it('set faults, operators and keys by object', async () => {
    const services = [approvals, checkout];
    const hints = { faults: { troubles: 0 }, operators: ['kill'], keys: { Approvals: ['only'] } } as const;
    const { faults } = derived(services, hints);
    expect(faults).toMatchObject({ troubles: 0, operators: ['kill'], serverRestarts: true });
    const { coverage } = await campaign(derived(services, hints), { seed: 1, runs: 4 * RUNS, judgeReach: false });
    const done = Object.keys(coverage.counts).filter((name) => /^(cancelled|killed|paused) /.test(name));
    expect(done).toContain('killed Checkout/run');
    expect(done.filter((name) => name.startsWith('paused '))).toEqual([]);
  });

  it.each([
    [
      { awakeables: { 'Checkout/walk': [1] } },
      'There are awakeables for "Checkout/walk", but the handlers are: Checkout/run.',
    ],
    [{ keys: { Check: ['a'] } }, 'There are keys for "Check", but the objects and workflows are: Checkout.'],
    [
      { examples: { 'Checkout/walk': [1] } },
      'There are examples for "Checkout/walk", but the handlers are: Checkout/run.',
    ],
  ])('about what there is not are refused: %j', (hints, says) => {
    expect(() => derived([checkout], hints)).toThrow(says);
  });
});
