/**
 * Goal: no count is lost, totals agree in the end, and tenants with confusable names never share a counter. Method: random
 * clients and crashes against a sequential model; for each invariant a counter with one planted bug. Kills are enumerated.
 */
import { describe, expect, it } from 'vitest';
import { counterModel } from '../../scenarios/models/tenant-counter.ts';
import { countersAgree, countersAreApart, tenantCounterScenario } from '../../scenarios/tenant-counter.ts';
import { linearizable } from '../../sim/checks/linearizability/invariant.ts';
import type { Phase } from '../../sim/core/address.ts';
import type { Scenario } from '../../sim/simulation/scenario/scenario.ts';
import * as broken from './tenant-counter.broken.ts';
import { replaced } from '../harness/replaced.ts';
import { objection, search } from '../harness/search.ts';
import { singleClient } from '../harness/single-client.ts';

// A search takes about a second on an idle machine.
describe('counters of tenants', () => {
  it('hold their invariants in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(tenantCounterScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    { bug: 'reset without reporting it', by: countersAgree, variant: broken.resetsUnreported, says: 'its total is' },
    {
      bug: 'respond with the old value',
      by: linearizable(counterModel),
      variant: broken.answersTooEarly,
      says: 'No order of the',
    },
    {
      bug: 'take the first part of a name for the tenant',
      by: countersAreApart,
      variant: broken.splitsBlindly,
      says: 'which is not a counter of',
    },
  ])('are caught when they $bug', async ({ by, variant, says }) => {
    expect(
      await objection(
        replaced(tenantCounterScenario, () => [variant]),
        by,
      ),
    ).toContain(says);
  });
});

const ADD = { kind: 'call', service: 'TenantCounter', handler: 'add', key: 'acme:hits', input: { by: 1 } } as const;

/** Whether the counter and its total agree after a kill and one more change. */
async function afterKills(scenario: Scenario): Promise<readonly string[]> {
  const phases: readonly Phase[] = ['before', 'after'];
  const seen: string[] = [];
  for (const entry of [0, 1, 2, 3, 4])
    for (const phase of phases) {
      const run = await singleClient({ ...scenario, invariants: [] }, [
        { ...ADD, troubles: [{ kind: 'kill', path: '', attempt: 1, entry, phase }] },
        { ...ADD, afterMs: 1_000 },
        { kind: 'call', service: 'TenantTotal', handler: 'total', key: 'acme', afterMs: 1_000 },
      ]);
      const [, value, total] = run.answers;
      seen.push(value?.body === total?.body ? 'agree' : 'differ');
    }
  return seen;
}

describe('a message that is lost to a kill', () => {
  it('is corrected by the next one, because it carries the value', async () => {
    expect(await afterKills(tenantCounterScenario)).not.toContain('differ');
  });

  it('is never corrected where messages carry changes', async () => {
    expect(await afterKills(replaced(tenantCounterScenario, () => broken.sendsChanges))).toContain('differ');
  });
});
