import { expect, it } from 'vitest';
import type { OpenInvocation } from './open-invocation.ts';
import type { Situation } from './situation.ts';
import { waitsOf } from './waits.ts';

const situation = { holders: new Map([['O/k', 'b']]) } as unknown as Situation;

/** An invocation that awaits these ids; `arrived` and `dropped` are events of one of them. */
function open(awaiting: readonly string[], more: object = {}): OpenInvocation {
  const known = { arrived: () => undefined, dropped: () => undefined, pending: () => undefined };
  return { status: 'suspended', suspended: { awaiting }, ...known, ...more } as unknown as OpenInvocation;
}

const waits = (...of: Parameters<typeof open>): unknown => waitsOf(open(...of), situation);

it('an invocation in line waits for the lock, and for the one that holds it', () => {
  const queued = open([], { status: 'queued', queued: { key: 'O/k' } });
  expect(waitsOf(queued, situation)).toEqual([{ kind: 'lock', key: 'O/k', holder: 'b' }]);
});

it('one that runs waits for nothing', () => {
  expect(waitsOf(open(['s17'], { status: 'running' }), situation)).toEqual([]);
});

it.each([
  ['s17', 'an awakeable of its own', 'awakeable'],
  ['ngo', 'the signal "go"', 'signal go'],
  ['s1', 'its cancellation', 'cancel'],
])('names what has to come from outside: %s', (id, text, label) => {
  expect(waits([id])).toEqual([{ kind: 'outside', text, label }]);
});

it('a cancel may always come, and counts only where nothing else is awaited', () => {
  expect(waits(['s1', 'ngo'])).toMatchObject([{ label: 'signal go' }]);
});

it('says that something was lost, and by which event', () => {
  const arrived = open(['ngo'], { arrived: () => ({ seq: 5 }) });
  expect(waitsOf(arrived, situation)).toEqual([
    { kind: 'lost', text: 'the signal "go", which arrived and did not wake it', event: 5 },
  ]);
  const dropped = open(['s17'], { dropped: () => ({ seq: 3 }), arrived: () => ({ seq: 5 }) });
  expect(waitsOf(dropped, situation)).toMatchObject([{ kind: 'lost', event: 3 }]);
  expect(waits(['c4'], { latest: { seq: 9 } })).toMatchObject([{ kind: 'lost', event: 9 }]);
});
