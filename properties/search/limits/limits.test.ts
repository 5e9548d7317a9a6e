/**
 * Goal: a search finds a limit whose holders wait for it, accepts a limit that is only full, and notices a model that exceeds one.
 * Method: two agents that differ in the scope of their calls, and a model of the server that counts no slots.
 */
import { describe, expect, it } from 'vitest';
import { limitsKept } from '../../../sim/checks/limits/limits-kept.ts';
import { campaign, type Scenario } from '../../../sim/index.ts';
import type { Server } from '../../../sim/server/server.ts';
import { ownScope, waitsForItself } from './limited-services.ts';

const search = (scenario: Scenario, sabotage?: (server: Server) => void) =>
  campaign(scenario, { seed: 1, runs: 100, judgeReach: false, ...(sabotage !== undefined && { sabotage }) });

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

  it('are noticed when the model exceeds them', async () => {
    const { findings } = await search(ownScope, ({ slots }) => {
      const request: typeof slots.request = (invocation, { start }) => {
        const { scope = '' } = invocation.origin.target;
        const limit = { counter: scope, pattern: scope, concurrency: 1 };
        slots.world.trace.add({ type: 'slot taken', invocation: invocation.address, scope, limits: [limit] });
        granted.add(invocation.address);
        start();
      };
      const granted = new Set<string>();
      slots.request = request;
      slots.holds = ({ address }) => granted.has(address);
    });
    expect(findings.map(({ invariant }) => invariant)).toEqual([limitsKept.name]);
    expect(findings[0]?.message).toContain('This is a fault of the server model.');
  });
});
