/** Goal: each part of a plan has words. Method: a table of parts. */
import { describe, expect, it } from 'vitest';
import type { Trouble } from '../../simulation/faults/plan.ts';
import { crash, operation, plan } from '../testing/plans.ts';
import { inWords } from './in-words.ts';

describe('an operation', () => {
  it('has its name and its target', () => {
    const of = plan([operation('a', { key: 'k' }), operation('b')]);
    expect(inWords(of, { kind: 'operation', operation: 'a' })).toBe('a (Tiny/k/bump)');
    expect(inWords(of, { kind: 'operation', operation: 'b' })).toBe('b (Tiny/bump)');
    expect(inWords(of, { kind: 'operation', operation: 'z' })).toBe('z');
  });
});

describe('a trouble', () => {
  const at = { path: '/2', attempt: 3, entry: 4, phase: 'after' } as const;
  it.each<readonly [Trouble, string]>([
    [{ kind: 'duplicate' }, 'a being sent twice'],
    [{ kind: 'abandon' }, 'the client of a not waiting for the answer'],
    [{ kind: 'crash', scope: 'process', ...at }, 'the process dying after entry 4 of a/2, attempt 3'],
    [crash(), 'the connection lost before entry 1 of a, attempt 1'],
    [{ kind: 'clear state', ...at }, 'an operator clearing the state of its key after entry 4 of a/2, attempt 3'],
    [{ kind: 'deploy', how: 'new', ...at }, 'the deploy of the new version after entry 4 of a/2, attempt 3'],
    [{ kind: 'roll back', ...at }, 'the roll-back after entry 4 of a/2, attempt 3'],
    [{ kind: 'cancel', ...at }, 'a cancel after entry 4 of a/2, attempt 3'],
    [{ kind: 'suspend', ...at }, 'a suspend after entry 4 of a/2, attempt 3'],
  ])('%o', (trouble, words) => {
    const of = plan([
      operation('z', { troubles: [{ kind: 'abandon' }] }),
      operation('a', { troubles: [{ kind: 'abandon' }, trouble] }),
    ]);
    expect(inWords(of, { kind: 'trouble', operation: 'a', index: 1 })).toBe(words);
  });

  it('that is not there', () => {
    expect(inWords(plan('a'), { kind: 'trouble', operation: 'a', index: 0 })).toBe('a trouble');
    expect(inWords(plan('a'), { kind: 'trouble', operation: 'z', index: 0 })).toBe('a trouble');
  });

  it('of the whole world', () => {
    const of = plan('a', {
      world: [
        { kind: 'process crash', atMs: 1 },
        { kind: 'server restart', atMs: 50 },
      ],
    });
    expect(inWords(of, { kind: 'world trouble', index: 1 })).toBe('the server restart at 50 ms');
  });
});

it('a hold', () => {
  const words = (until: string): string => inWords(plan('a'), { kind: 'hold', hold: { before: 'a:x', until } });
  expect(words('b:y')).toBe('"a:x" waiting for "b:y"');
  expect(words('rest')).toBe('"a:x" waiting for everything else');
});

it.each([
  ['time a:x', 1, 'time passing right after "a:x"'],
  ['effect a#1:pay 0', 1, 'the effect "a#1:pay 0" failing'],
  ['effect a#1:pay 0', 2, 'the effect "a#1:pay 0" happening and losing its answer'],
  ['latency a#1:pay 0', 1, 'the effect "a#1:pay 0" taking longer'],
  ['jitter a#2:jitter', 1, 'a longer wait before the retry after a#2'],
  ['partitions x', 1, 'keys sharing partitions'],
  ['outside a/2', 1, 'the outside world choosing otherwise for "a/2"'],
  ['skew service', 1, 'the clock of service being off'],
  ['sweep x', 3, 'the choice "sweep x" = 3'],
])('a choice: %s, %i', (key, option, words) => {
  expect(inWords(plan('a', { choices: { [key]: option } }), { kind: 'choice', key })).toBe(words);
});

it('names of invocations are shortened', () => {
  const hold = { before: 'a/3/3/3/3/3:x', until: 'rest' };
  expect(inWords(plan('a'), { kind: 'hold', hold })).toBe('"a/3×5:x" waiting for everything else');
});
