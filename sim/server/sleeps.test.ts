import { beforeEach, describe, expect, it } from 'vitest';
import { Sleeps } from './sleeps.ts';
import type { Invocation } from './invocation.ts';
import type { ServerTimer } from './timers.ts';

describe('sleeps', () => {
  const clock = { now: 0 };
  let armed: ServerTimer[];
  let completed: string[];
  let sleeps: Sleeps;

  beforeEach(() => {
    clock.now = 0;
    armed = [];
    completed = [];
    const timers = { arm: (timer: ServerTimer) => (armed.push(timer), () => undefined) };
    const journals = {
      appendCompletion: ({ address }: Invocation, of: string, completion: number) =>
        void completed.push(`${address} ${of} ${completion}`),
    };
    sleeps = new Sleeps(
      { clock, trace: { add: () => undefined } } as never,
      { leftoverSleeps: true },
      timers,
      journals,
    );
  });

  it('leaves none where the server takes them back', () => {
    const timers = { arm: (timer: ServerTimer) => (armed.push(timer), () => undefined) };
    const recorder = { clock, trace: { add: () => undefined } } as never;
    sleeps = new Sleeps(recorder, { leftoverSleeps: false }, timers, { appendCompletion: () => undefined });
    const [first, second] = [workflow('a'), workflow('b')];
    sleeps.begin(first, 1, 4_000, 1);
    sleeps.ended(first);
    sleeps.accepted(second);
    expect(armed.map(({ owner }) => owner)).toEqual(['a']);
  });

  it('leaves a pending sleep to the next invocation with the same id', () => {
    const [first, second] = [workflow('a'), workflow('b')];
    sleeps.begin(first, 1, 4_000, 1);
    sleeps.ended(first);
    clock.now = 1_000;
    sleeps.accepted(second);
    expect(armed.map(({ atMs, owner }) => [atMs, owner])).toEqual([
      [4_000, 'a'],
      [4_000, 'b'],
    ]);
    armed[1]?.fire();
    expect(completed).toEqual(['b Sleep 1']);
  });

  it('leaves nothing of a sleep that has fired, or whose time has passed', () => {
    const [first, second] = [workflow('a'), workflow('b')];
    sleeps.begin(first, 1, 500, 1);
    sleeps.begin(first, 2, 800, 2);
    armed[0]?.fire();
    sleeps.ended(first);
    expect(sleeps.hasLeftovers(second.id)).toBe(true);
    clock.now = 800;
    sleeps.accepted(second);
    expect(armed).toHaveLength(2);
  });

  it('leaves an inherited sleep to the third invocation, too', () => {
    const [first, second, third] = [workflow('a'), workflow('b'), workflow('c')];
    sleeps.begin(first, 1, 4_000, 1);
    sleeps.ended(first);
    sleeps.accepted(second);
    sleeps.ended(second);
    sleeps.accepted(third);
    armed[2]?.fire();
    expect(completed).toEqual(['c Sleep 1']);
  });

  it('does nothing for an invocation that waits in an inbox', () => {
    const [first, second] = [workflow('a'), workflow('b')];
    second.status = 'inboxed';
    sleeps.begin(first, 1, 4_000, 1);
    sleeps.ended(first);
    sleeps.accepted(second);
    armed[1]?.fire();
    expect(completed).toEqual([]);
  });

  it('leaves nothing where the id cannot be used again', () => {
    const plain = invocation('a', { kind: 'SERVICE', idempotencyKey: undefined });
    sleeps.begin(plain, 1, 4_000, 1);
    sleeps.ended(plain);
    expect(sleeps.hasLeftovers(plain.id)).toBe(false);
  });
});

const workflow = (address: string): Invocation => invocation(address, { kind: 'WORKFLOW', idempotencyKey: undefined });

function invocation(address: string, origin: object): Invocation {
  return { id: 'inv_1', address, status: 'ready', origin: { partition: 0, ...origin } } as Invocation;
}
