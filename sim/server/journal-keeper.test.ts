import { describe, expect, it } from 'vitest';
import { LimitReached } from '../core/errors.ts';
import { CANCEL_SIGNAL, type Notification } from '../journal/notification.ts';
import type { Invocation } from './invocation.ts';
import { JournalKeeper } from './journal-keeper.ts';
import { destinationOf, invoked } from './testing/invocations.ts';
import { TestWorld } from './testing/test-world.ts';

const AWAKEABLE: Notification = { type: 'signal', signal: { index: 17 }, result: 'empty' };
const CANCEL: Notification = { type: 'signal', signal: { index: CANCEL_SIGNAL }, result: 'empty' };

function setUp(journalEntries: number = 100) {
  const world = new TestWorld({ limits: { journalEntries } });
  const resumed: string[] = [];
  let grown = 0;
  const journals = new JournalKeeper(world, {
    invoker: { resume: (invocation: Invocation, why) => resumed.push(`${invocation.address}: ${why}`) },
    streams: { of: () => ({ journalGrew: () => grown++ }) },
  });
  const invocation = invoked('a');
  const writer = { invocation, number: 1, destination: destinationOf(invocation) };
  const append = (name: string): number =>
    journals.appendCommand(writer, { type: 'SetState', key: name, value: new Uint8Array() });
  return { world, journals, invocation, writer, append, resumed, grown: () => grown };
}

describe('entries', () => {
  it('are numbered by command; notifications take a row of the journal and no number', () => {
    const { journals, invocation, append } = setUp();
    expect(append('x')).toBe(1);
    journals.appendNotification(invocation, AWAKEABLE);
    expect(append('y')).toBe(2);
    expect(invocation.journal).toHaveLength(4);
    expect(invocation.commands).toBe(3);
  });

  it('of runs are found again by their completion', () => {
    const { journals, invocation, writer } = setUp();
    journals.appendCommand(writer, { type: 'Run', name: 'charge', completion: 7 });
    expect(invocation.runs.get(7)).toBe(1);
  });

  it('that are commands renew the count of retries since the last stored one', () => {
    const { world, invocation, append } = setUp();
    invocation.retriesSinceStored = 3;
    world.passTo(40);
    append('x');
    expect(invocation).toMatchObject({ retriesSinceStored: 0, lastStoredAtMs: 40 });
  });
});

describe('the limit of a journal', () => {
  // The input is the first entry.
  const LIMIT = 3;

  it('is reached by the command after the last one that fits', () => {
    const { append, invocation } = setUp(LIMIT);
    append('x');
    append('y');
    expect(() => append('z')).toThrow(new LimitReached('journalEntries', 'The journal of a reached 3 entries.'));
    expect(invocation.journal).toHaveLength(LIMIT);
    expect(invocation.commands).toBe(LIMIT);
  });

  it('is reached by the notification that answers the last command', () => {
    const { journals, append, invocation, resumed } = setUp(LIMIT);
    append('x');
    append('y');
    invocation.status = 'suspended';
    invocation.awaited = ['s17'];
    expect(() => journals.appendNotification(invocation, AWAKEABLE)).toThrow('reached 3 entries');
    expect(resumed).toEqual([]);
  });
});

describe('a notification', () => {
  it('resumes a suspended invocation that awaits it, and no other', () => {
    const { journals, invocation, resumed } = setUp();
    invocation.status = 'suspended';
    invocation.awaited = ['s18'];
    journals.appendNotification(invocation, AWAKEABLE);
    expect(resumed).toEqual([]);
    invocation.awaited = ['s18', 's17'];
    journals.appendNotification(invocation, AWAKEABLE);
    expect(resumed).toEqual(['a: awaited entry arrived']);
  });

  it('resumes a paused invocation only when it cancels it', () => {
    const { journals, invocation, resumed } = setUp();
    invocation.status = 'paused';
    invocation.awaited = ['s17'];
    journals.appendNotification(invocation, AWAKEABLE);
    expect(resumed).toEqual([]);
    journals.appendNotification(invocation, CANCEL);
    expect(resumed).toEqual(['a: cancelled']);
  });

  it('is announced to the running attempt', () => {
    const { journals, invocation, resumed, grown } = setUp();
    invocation.status = 'running';
    journals.appendCompletion(invocation, 'Sleep', 1, 'empty');
    expect([grown(), resumed]).toEqual([1, []]);
  });
});
