/** Goal: an upgrade moves to the operation that it breaks. Method: plans by hand. */
import { describe, expect, it } from 'vitest';
import type { Trouble } from '../../simulation/faults/plan.ts';
import { operation, plan } from '../testing/plans.ts';
import { movesGathered } from './moves-gathered.ts';

const at = (entry: number) => ({ path: '', attempt: 1, entry, phase: 'after' }) as const;
const deploy: Trouble = { kind: 'deploy', how: 'in-place', ...at(1) };
const back: Trouble = { kind: 'roll back', ...at(3) };

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
});
