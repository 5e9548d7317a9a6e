/**
 * Goal: what a real server did on one key is reported in the order in which it happened, although its clocks lag. Method:
 * journals whose times say otherwise than their values.
 */
import { describe, expect, it } from 'vitest';
import type { BoundService } from '../../../sim/attempt/definition.ts';
import type { Command } from '../../../sim/journal/command.ts';
import { causalTimes } from '../../../sim/real-server/causal-times.ts';
import type { StoredInvocation } from '../../../sim/real-server/journals.ts';
import { lockOrder, writesAfterReads } from '../../../sim/real-server/key-history.ts';
import { encodeUtf8 } from '../../../sim/core/utf8.ts';

const bytes = (value: number | undefined): Uint8Array | undefined =>
  value === undefined ? undefined : encodeUtf8(String(value));

/** @param steps what it read (`r`) and wrote (`w`), and when the server says so */
function handler(
  id: string,
  handlerName: string,
  createdAtMs: number,
  completedAtMs: number,
  ...steps: readonly (readonly ['r' | 'w', number | undefined, number])[]
): StoredInvocation {
  const commands: readonly (readonly [Command, number])[] = [
    [{ type: 'Input', headers: [], value: new Uint8Array() }, createdAtMs],
    ...steps.map(([what, value, atMs]): readonly [Command, number] => {
      if (what === 'r') return [{ type: 'GetEagerState', key: 'n', value: bytes(value) }, atMs];
      const written = bytes(value);
      return [
        written === undefined ? { type: 'ClearState', key: 'n' } : { type: 'SetState', key: 'n', value: written },
        atMs,
      ];
    }),
  ];
  return {
    id,
    target: { service: 'Counter', key: 'k', handler: handlerName },
    by: undefined,
    status: 'completed',
    createdAtMs,
    completedAtMs,
    failure: undefined,
    hasSucceeded: true,
    journal: commands.map(([command, appendedAtMs]) => ({ kind: 'command', command, appendedAtMs })),
  };
}

const services = new Map([
  [
    'Counter',
    {
      handlers: new Map([
        ['add', { kind: 'EXCLUSIVE' }],
        ['look', { kind: 'SHARED' }],
      ]),
    } as unknown as BoundService,
  ],
]);

const first = handler('first', 'add', 1, 20, ['r', undefined, 8], ['w', 1, 8]);
const second = handler('second', 'add', 1, 20, ['r', 1, 7], ['w', 2, 7]);
const third = handler('third', 'add', 1, 20, ['r', 2, 9], ['w', undefined, 9]);

const names = (invocations: readonly StoredInvocation[]): readonly string[] => invocations.map(({ id }) => id);

describe('the order in which a key was locked', () => {
  it('is what each one read', () => {
    expect(names(lockOrder([second, third, first]))).toEqual(['first', 'second', 'third']);
  });

  it('is that of the clocks for those who read nothing', () => {
    const blind = [handler('b', 'add', 1, 3, ['w', 5, 2]), handler('a', 'add', 1, 5, ['w', 6, 4])];
    expect(names(lockOrder(blind))).toEqual(['b', 'a']);
  });

  it('is that of the clocks where nothing fits', () => {
    expect(names(lockOrder([third, second]))).toEqual(['third', 'second']);
  });

  it('moves the times', () => {
    const times = causalTimes([second, first], services, new Map(), new Map());
    expect(times.get('second')?.appendedAtMs[2]).toBeGreaterThan(times.get('first')?.completedAtMs ?? Infinity);
  });
});

describe('a write', () => {
  const reader = handler('reader', 'look', 15, 18, ['r', 1, 17]);

  it('came after the read of the previous value', () => {
    expect(writesAfterReads([first, second], [reader], () => 15)).toEqual([{ id: 'second', index: 2, atMs: 15 }]);
    const times = causalTimes([first, second, reader], services, new Map(), new Map());
    expect(times.get('second')?.appendedAtMs[2]).toBeGreaterThan(15);
  });

  it('came after the request of the reader, whatever the clock of the server says', () => {
    const times = causalTimes([first, second, reader], services, new Map([['reader', 16]]), new Map());
    expect(times.get('second')?.appendedAtMs[2]).toBeGreaterThan(16);
  });

  it('stays where it is when no read returned the previous value', () => {
    expect(writesAfterReads([first, second], [handler('late', 'look', 30, 31, ['r', 2, 30])], () => 30)).toEqual([]);
  });

  it('came after the read that found nothing', () => {
    const early = handler('early', 'look', 9, 10, ['r', undefined, 10]);
    expect(writesAfterReads([first], [early], () => 9)).toEqual([{ id: 'first', index: 2, atMs: 9 }]);
  });
});
