/**
 * Goal: no unit is sold twice, no reservation ends early, and every reservation ends. Method: clients who reserve under the same
 * names at the times when reservations end, and crashes; for each invariant an inventory with one planted bug, which the
 * invariant must catch.
 * Kills are enumerated.
 */
import { describe, expect, it } from 'vitest';
import { inventory } from '../../objects/inventory.ts';
import { neverOversold, notTooEarly, reservationsEnd, unitsAddUp } from '../../scenarios/invariants/inventory.ts';
import { inventoryScenario } from '../../scenarios/inventory.ts';
import type { Phase } from '../../sim/core/address.ts';
import { Simulation } from '../../sim/simulation/simulation.ts';
import * as broken from './inventory.broken.ts';
import { replaced } from '../harness/replaced.ts';
import { objection, search } from '../harness/search.ts';
import { breaches, singleClient, type Request } from '../harness/single-client.ts';

// A search takes about a second on an idle machine.
describe('an inventory', () => {
  it('holds its invariants in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(inventoryScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    { bug: 'oversells', by: neverOversold, variant: broken.oversells, says: 'units reserved, of' },
    { bug: 'confirms twice', by: unitsAddUp, variant: broken.confirmsTwice, says: 'changed the stock' },
    { bug: 'ends by name only', by: notTooEarly, variant: broken.expiresByName, says: 'it was to last until' },
    {
      bug: 'starts the timer first',
      by: notTooEarly,
      variant: broken.startsTheTimeFirst,
      says: 'it was to last until',
    },
    { bug: 'sets no timer', by: reservationsEnd, variant: broken.neverExpires, says: 'still has' },
  ])('is caught when it $bug', async ({ by, variant, says }) => {
    expect(
      await objection(
        replaced(inventoryScenario, () => [variant]),
        by,
      ),
    ).toContain(says);
  });

  it('ends every reservation after a kill and a rearm, at whichever entry the kill is', async () => {
    const ask = { kind: 'call', service: 'Inventory', key: 'pen' } as const;
    const phases: readonly Phase[] = ['before', 'after'];
    let injected = 0;
    for (const entry of [0, 1, 2, 3, 4])
      for (const phase of phases) {
        const run = await singleClient(inventoryScenario, [
          {
            ...ask,
            handler: 'reserve',
            input: { id: 'r1', units: 2, forMs: 1_000 },
            troubles: [{ kind: 'kill', path: '', attempt: 1, entry, phase }],
          },
          { ...ask, handler: 'rearm', afterMs: 5_000 },
          { ...ask, handler: 'level', afterMs: 5_000 },
        ]);
        if (run.result.events.some(({ type }) => type === 'trouble')) injected++;
        expect(breaches(run)).toEqual([]);
        expect(run.answers.at(-1)?.body).toEqual({ onHand: 5, free: 5 });
      }
    expect(injected).toBeGreaterThan(5);
  });

  it('ends every reservation that a kill has left without an end, after one rearm', async () => {
    const ask = { kind: 'call', service: 'Inventory', key: 'pen' } as const;
    const left = (id: string): Request => ({
      ...ask,
      handler: 'reserve',
      input: { id, units: 1, forMs: 1_000 },
      troubles: [{ kind: 'kill', path: '', attempt: 1, entry: 3, phase: 'before' }],
    });
    const run = await singleClient(inventoryScenario, [
      left('r1'),
      left('r2'),
      { ...ask, handler: 'rearm', afterMs: 5_000 },
      { ...ask, handler: 'level', afterMs: 5_000 },
    ]);
    expect(run.answers.slice(2).map(({ body }) => body)).toEqual([{ rearmed: 2 }, { onHand: 5, free: 5 }]);
  });

  it('accepts a reservation with the longest id', async () => {
    await using sim = new Simulation({ services: [inventory] });
    const pens = sim.client.object(inventory, 'pen');
    const id = 'x'.repeat(64);
    await pens.restock({ units: 5 });
    await pens.reserve({ id, units: 2, forMs: 1_000 });
    expect(await pens.release({ id })).toEqual({ onHand: 5, free: 5 });
    await pens.reserve({ id, units: 2, forMs: 1_000 });
    expect(await pens.confirm({ id })).toEqual({ onHand: 3, free: 3 });
  });

  it('frees reserved units when the time is up, and not a millisecond before', async () => {
    expect(await freeAround(inventory)).toEqual([3, 5]);
    expect(await freeAround(broken.expiresLate), 'a broken variant').toEqual([3, 3]);
  });

  it('ends every reservation after a cancellation, at whichever entry it is', async () => {
    expect(await leftAfterCancel(inventory)).toEqual([]);
    expect(await leftAfterCancel(broken.forgetsWhenCancelled), 'a broken variant').not.toEqual([]);
  });
});

const RESERVE = { id: 'r1', units: 2, forMs: 1_000 };

/** Free units a millisecond before a reservation must end, and then. */
async function freeAround(definition: { readonly name: string }): Promise<number[]> {
  await using sim = new Simulation({ services: [definition] });
  const pens = sim.client.object(inventory, 'pen');
  await pens.restock({ units: 5 });
  await pens.reserve(RESERVE);
  await sim.advance(RESERVE.forMs - 1);
  const before = (await pens.level()).free;
  await sim.advance(1);
  return [before, (await pens.level()).free];
}

/** @returns the entries at which a cancelled `reserve` leaves units reserved for good */
async function leftAfterCancel(definition: { readonly name: string }): Promise<number[]> {
  const left: number[] = [];
  for (const entry of [0, 1, 2, 3, 4])
    for (const phase of ['before', 'inside', 'after'] as const) {
      await using sim = new Simulation({ services: [definition] });
      const pens = sim.client.object(inventory, 'pen');
      await pens.restock({ units: 5 });
      sim.trouble('b', { kind: 'cancel', path: '', attempt: 1, entry, phase });
      await pens.reserve(RESERVE).catch((error: unknown) => error);
      await sim.advance('1h');
      if ((await pens.level()).free !== 5) left.push(entry);
    }
  return left;
}
