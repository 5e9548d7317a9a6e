/** Goal: an upgrade moves to the operation that it breaks. Method: plans by hand, and the story of a roll-back in place. */
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { scenario } from '../../simulation/scenario/scenario.ts';
import { exploreUpgrade } from '../upgrade/explore-upgrade.ts';
import type { Trouble } from '../../simulation/faults/plan.ts';
import { operation, plan } from '../testing/plans.ts';
import { movesGathered } from './moves-gathered.ts';

const at = (entry: number) => ({ path: '', attempt: 1, entry, phase: 'after' }) as const;
const deploy: Trouble = { kind: 'deploy', how: 'in-place', ...at(1) };
const back: Trouble = { kind: 'roll back', ...at(3) };

const order = (...names: readonly string[]) =>
  restate.object({
    name: 'Order',
    handlers: {
      place: async (ctx: restate.ObjectContext): Promise<void> => {
        for (const name of names) await ctx.run(name, () => 1);
        await ctx.sleep(1_000);
      },
    },
  });

const rolledBackInPlace = scenario('an order', {
  services: [order('charge')],
  operations: ({ call }) => [call(order(), 'place', { key: 'a' })],
  upgrade: { to: [order('charge', 'check')], how: ['in-place', 'rollback'] },
});

describe('the moves of an upgrade', () => {
  it('go from an operation to each other one, whose own come in the same attempt or in the next one', () => {
    const given = plan([operation('a', { troubles: [deploy] }), operation('b', { troubles: [back] })]);
    expect(
      [...movesGathered(given)].map(({ operations }) => operations.map(({ id, troubles }) => [id, troubles])),
    ).toEqual([
      [['b', [deploy, back]]],
      [['b', [deploy, { ...back, attempt: 2 }]]],
      [['a', [back, deploy]]],
      [['a', [back, { ...deploy, attempt: 2 }]]],
    ]);
  });

  it('are left alone where there are none, or no other operation', () => {
    expect([...movesGathered(plan('ab'))]).toEqual([]);
    expect([...movesGathered(plan([operation('a', { troubles: [deploy] })]))]).toEqual([]);
  });

  it('end in one operation, where one is enough', async () => {
    const { findings } = await exploreUpgrade(rolledBackInPlace, { seed: 1 });
    const operations = findings.map((finding) => finding.plan.operations.length);
    expect(operations).toEqual(findings.map(() => 1));
    expect(findings.length).toBeGreaterThan(0);
  });
});
