/** Goal: an upgrade moves to the operation that it breaks. Method: plans by hand. */
import { describe, expect, it } from 'vitest';
import type { Trouble } from '../../simulation/faults/plan.ts';
import { operation, plan } from '../testing/plans.ts';
import { movesGathered } from './moves-gathered.ts';

const at = (entry: number) => ({ path: '', attempt: 1, entry, phase: 'after' }) as const;
const deploy: Trouble = { kind: 'deploy', how: 'in-place', ...at(1) };
const start = { path: '', attempt: 1, entry: 1, phase: 'before' } as const;
const back: Trouble = { kind: 'roll back', ...at(3) };

describe('the moves of an upgrade', () => {
  it('go from an operation to each other one, there at the same point or at its start, whose own come in the same attempt or the next', () => {
    const given = plan([operation('a', { troubles: [deploy] }), operation('b', { troubles: [back] })]);
    expect(
      [...movesGathered(given)].map(({ operations }) => operations.map(({ id, troubles }) => [id, troubles])),
    ).toEqual([
      [['b', [deploy, back]]],
      [['b', [deploy, { ...back, attempt: 2 }]]],
      [['b', [{ ...deploy, ...start }, back]]],
      [
        [
          'b',
          [
            { ...deploy, ...start },
            { ...back, attempt: 2 },
          ],
        ],
      ],
      [['a', [back, deploy]]],
      [['a', [back, { ...deploy, attempt: 2 }]]],
      [['a', [{ ...back, ...start }, deploy]]],
      [
        [
          'a',
          [
            { ...back, ...start },
            { ...deploy, attempt: 2 },
          ],
        ],
      ],
    ]);
  });

  it('are left alone where there are none, or no other operation', () => {
    expect([...movesGathered(plan('ab'))]).toEqual([]);
    expect([...movesGathered(plan([operation('a', { troubles: [deploy] })]))]).toEqual([]);
  });
});
