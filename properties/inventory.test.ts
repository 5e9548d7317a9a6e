/**
 * Goal: nothing is sold twice, no reservation ends early, and none lasts for ever. Method: clients who reserve under the same
 * names at the times when reservations end, and crashes; for each invariant an inventory with one slip, which it must catch.
 * Kills are enumerated.
 */
import { describe, expect, it, vi } from 'vitest';
import { neverOversold, notTooEarly, reservationsEnd, unitsAddUp } from '../scenarios/invariants/inventory.ts';
import { inventoryScenario } from '../scenarios/inventory.ts';
import type { Phase } from '../sim/simulation/plan.ts';
import * as broken from './broken/inventory.ts';
import { objection, replaced, search } from './search.ts';
import { breaches, singleClient } from './single-client.ts';

// A search takes about a second on a quiet machine.
vi.setConfig({ testTimeout: 60_000 });

describe('an inventory', () => {
  it('keeps its promises in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(inventoryScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    { slip: 'oversells', by: neverOversold, variant: broken.oversells, says: 'units reserved, of' },
    { slip: 'confirms twice', by: unitsAddUp, variant: broken.confirmsTwice, says: 'made' },
    { slip: 'ends by name only', by: notTooEarly, variant: broken.expiresByName, says: 'it was to last until' },
    {
      slip: 'starts the time first',
      by: notTooEarly,
      variant: broken.startsTheTimeFirst,
      says: 'it was to last until',
    },
    { slip: 'sets no timer', by: reservationsEnd, variant: broken.neverExpires, says: 'still has' },
  ])('is caught when it $slip', async ({ by, variant, says }) => {
    expect(
      await objection(
        replaced(inventoryScenario, () => [variant]),
        by,
      ),
    ).toContain(says);
  });

  it('has no reservation that lasts for ever after a kill and a rearm, wherever that hits', async () => {
    const ask = { kind: 'call', service: 'Inventory', key: 'pen' } as const;
    const phases: readonly Phase[] = ['before', 'after'];
    let struck = 0;
    for (const entry of [0, 1, 2, 3, 4])
      for (const phase of phases) {
        const told = await singleClient(inventoryScenario, [
          {
            ...ask,
            handler: 'reserve',
            input: { id: 'r1', units: 2, forMs: 1_000 },
            troubles: [{ kind: 'kill', path: '', attempt: 1, entry, phase }],
          },
          { ...ask, handler: 'rearm', afterMs: 5_000 },
          { ...ask, handler: 'level', afterMs: 5_000 },
        ]);
        if (told.result.events.some(({ type }) => type === 'trouble')) struck++;
        expect(breaches(told)).toEqual([]);
        expect(told.answers.at(-1)?.body).toEqual({ onHand: 5, free: 5 });
      }
    expect(struck).toBeGreaterThan(5);
  });
});
