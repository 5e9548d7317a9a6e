/** Goal: it is known what an open invocation does and waits for. Method: the events of one invocation, one by one. */
import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../trace/event.ts';
import {
  arrived,
  began,
  calls,
  created,
  eventsOf,
  failed,
  nth,
  ok,
  paused,
  queued,
  remarked,
  runs,
  set,
  signalled,
  sleeps,
  stored,
  took,
  waits,
  type Happenings,
} from '../../trace/testing/happenings.ts';
import { EPOCH_MS } from '../../core/clock.ts';
import { causeOf, OpenInvocation } from './open-invocation.ts';

function after(...run: readonly Happenings[]): OpenInvocation {
  const [first, ...rest] = eventsOf(created('a', 'Bank/ann/debit'), ...run);
  if (first?.type !== 'invocation created') throw new Error('A run begins with an invocation.');
  const open = new OpenInvocation(first);
  for (const event of rest) open.see(event);
  return open;
}

const resumed = { type: 'resumed', invocation: 'a', why: 'x' } as const;
const dropped = (signal: { readonly index: number } | { readonly name: string }): Happenings => ({
  type: 'signal dropped',
  invocation: 'a',
  signal,
});

describe('the status', () => {
  it.each([
    ['ready', []],
    ['queued', [queued('a', 'Bank/ann')]],
    ['ready', [queued('a', 'Bank/ann'), took('a', 'Bank/ann')]],
    ['running', [began('a')]],
    ['suspended', [began('a'), waits('a', 'c1')]],
    ['paused', [began('a'), paused('a', 'x')]],
    ['ready', [began('a'), paused('a', 'x'), resumed]],
    ['ready', [began('a'), failed('a', 'x')]],
    ['running', [began('a'), stored('a', 1, set('x')), remarked('a', 'change')]],
  ] as const)('is %s', (status, run) => {
    expect(after(...run).status).toBe(status);
  });

  it('is scheduled until a time', () => {
    expect(new OpenInvocation(nth(1, created('a', 'S/x', 'SERVICE', { scheduledForMs: 5 }))).status).toBe('scheduled');
  });
});

it('keeps the latest event of each kind', () => {
  const open = after(
    queued('a', 'k'),
    began('a'),
    waits('a', 'c1'),
    paused('a', 'x'),
    remarked('a', 'refused', 'r'),
    remarked('a', 'outside-wait', 'o'),
  );
  expect([
    open.queued?.seq,
    open.suspended?.seq,
    open.paused?.seq,
    open.refused?.seq,
    open.outsideWait?.seq,
    open.latest.seq,
  ]).toEqual([2, 4, 5, 6, 7, 7]);
  expect(after(remarked('a', 'change'))).toMatchObject({ refused: undefined, outsideWait: undefined });
  expect(after().latest.type).toBe('invocation created');
});

describe('failures', () => {
  it('have a cause', () => {
    const cause = (message: string): unknown => causeOf(nth(1, failed('a', message)));
    expect(cause('[RT0010] gone')).toBe('lost connection');
    expect(cause('it said [RT0010]')).toBe('own error');
    expect(cause("[RT0001] the 'abort timeout' fired")).toBe('abort timeout');
    expect(cause('no')).toBe('own error');
  });

  it('are counted by cause', () => {
    const open = after(failed('a', '[RT0010] x'), failed('a', "'abort timeout'"), failed('a', 'x'), failed('a', 'y'));
    expect(open.failures).toEqual({ 'lost connection': 1, 'abort timeout': 1, 'own error': 2 });
  });

  it('are in a row while nothing is stored in between', () => {
    const three = after(failed('a', 'x'), failed('a', 'y'), failed('a', 'z'));
    expect([three.failing?.first.seq, three.failing?.last.seq, three.failing?.times]).toEqual([2, 4, 3]);
    expect(after(failed('a', 'x'), stored('a', 1, set('x'))).failing).toBeUndefined();
    expect(after(failed('a', 'x'), arrived('a', 'Run', 1)).failing).toBeUndefined();
    expect(after(failed('a', 'x'), arrived('a', 'CallInvocationId', 1)).failing?.times).toBe(1);
    expect(after(failed('a', 'x'), signalled('a', { index: 1 })).failing?.times).toBe(1);
    expect(after(failed('a', 'x'), began('a', 2), failed('a', 'y')).failing?.times).toBe(2);
  });
});

describe('a command', () => {
  it('is pending until its result has arrived', () => {
    const open = after(
      stored('a', 1, runs('x', 7)),
      stored('a', 2, sleeps(5, 8)),
      stored('a', 3, calls('S/h', 9)),
      stored('a', 4, set('x')),
    );
    expect(open.pending(7)).toMatchObject({ entry: 1, command: { type: 'Run' } });
    expect(open.pending(8)?.entry).toBe(2);
    expect(open.pending(1)).toBeUndefined();
    expect(open.sleeps).toEqual([{ entry: 2, wakeUpMs: EPOCH_MS + 5 }]);
    expect(after(stored('a', 1, runs('x', 7)), arrived('a', 'Run', 7)).pending(7)).toBeUndefined();
    expect(after(stored('a', 1, runs('x', 7)), signalled('a', { index: 7 })).pending(7)?.entry).toBe(1);
    expect(after().pending(1)).toBeUndefined();
    expect(after().sleeps).toEqual([]);
  });
});

describe('what arrives', () => {
  it('is kept while it is suspended', () => {
    const open = after(
      waits('a', 'c1', 's17'),
      arrived('a', 'Run', 1, ok(1)),
      signalled('a', { index: 17 }),
      signalled('a', { name: 'go' }),
    );
    expect([open.arrived('c1')?.seq, open.arrived('s17')?.seq, open.arrived('ngo')?.seq, open.arrived('c2')]).toEqual([
      3,
      4,
      5,
      undefined,
    ]);
  });

  it('is not kept while it runs, nor from an earlier suspension', () => {
    expect(after(began('a'), arrived('a', 'Run', 1)).arrived('c1')).toBeUndefined();
    expect(after(waits('a', 'c1'), arrived('a', 'Run', 1), waits('a', 'c2')).arrived('c1')).toBeUndefined();
    expect(after().arrived('c1')).toBeUndefined();
  });
});

it('knows which signals were dropped', () => {
  const open = after(dropped({ index: 17 }), dropped({ name: 'go' }));
  expect([open.dropped('s17')?.seq, open.dropped('ngo')?.seq, open.dropped('s18')]).toEqual([2, 3, undefined]);
  expect(after().dropped('s17')).toBeUndefined();
});

it('takes any other event as the latest', () => {
  const event: TraceEvent = nth(9, { type: 'attempt ended', invocation: 'a', attempt: 1 });
  const open = after(began('a'));
  open.see(event);
  expect([open.latest, open.status]).toEqual([event, 'running']);
});
