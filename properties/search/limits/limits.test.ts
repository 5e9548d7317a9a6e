/**
 * Goal: a search finds a limit whose holders wait for it, and accepts a limit that is only full. Method: two agents that differ in the
 * scope of their calls.
 */
import { describe, expect, it } from 'vitest';
import { limitsKept } from '../../../sim/checks/limits/limits-kept.ts';
import { campaign, type Scenario } from '../../../sim/index.ts';
import { ownScope, waitsForItself } from './limited-services.ts';

const search = (scenario: Scenario) => campaign(scenario, { seed: 1, runs: 100, judgeReach: false });

describe('the limits of scopes', () => {
  it('are a finding where their holders wait for them', async () => {
    const { findings } = await search(waitsForItself);
    expect(findings.map(({ invariant, handler }) => [invariant, handler])).toEqual([[limitsKept.name, 'Agent/run']]);
    expect(findings[0]?.message).toMatch(
      /^Limit 1 of agents is held by run of Agent \(invocation a\), which calls ask of Model \(invocation a\/1\), which waits for 1 min for a slot of that limit\./,
    );
  });

  it('are none where they are only full', async () => {
    const { findings, invariants, verdict } = await search(ownScope);
    expect([verdict, findings]).toEqual(['held', []]);
    expect(invariants.find(({ name }) => name === limitsKept.name)?.exercised).toBeGreaterThan(0);
  });
});
