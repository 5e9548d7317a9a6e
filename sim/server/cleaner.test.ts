import { describe, expect, it } from 'vitest';
import { Cleaner } from './cleaner.ts';
import type { Invocation } from './invocation.ts';
import type { ObjectKey } from './object-key.ts';
import { invoked, keyOfS, type Invoked } from './testing/invocations.ts';
import { TestWorld } from './testing/test-world.ts';

const INTERVAL_MS = 1_000;
/** The quiet choice: 20 % of the interval. */
const FIRST_SWEEP_MS = 200;

function setUp() {
  const world = new TestWorld();
  const invocations = new Map<string, Invocation>();
  const cleared: ObjectKey[] = [];
  const cleaner = new Cleaner(
    world,
    { cleanupIntervalMs: INTERVAL_MS },
    { invocations, promises: { clear: (key) => cleared.push(key) } },
  );
  const complete = (address: string, retentionMs: number, origin: Invoked = {}): Invocation => {
    const retention = { completionMs: retentionMs, journalMs: retentionMs };
    const invocation = invoked(address, { ...origin, retention });
    invocations.set(invocation.id, invocation);
    invocation.status = 'completed';
    invocation.completedAtMs = world.clock.now;
    cleaner.completed(invocation);
    return invocation;
  };
  return { world, cleaner, invocations, cleared, complete, kept: () => [...invocations.keys()] };
}

/** How many housekeeping deadlines come due until a moment, one sweep each. */
function sweepsUntil(world: TestWorld, atMs: number): number[] {
  const times: number[] = [];
  for (let next = world.clock.next; next !== undefined && next <= atMs; next = world.clock.next) {
    times.push(next);
    world.passTo(next);
  }
  return times;
}

describe('retention', () => {
  it('of 0 forgets at once', () => {
    const { kept, complete, world } = setUp();
    complete('a', 0);
    expect(kept()).toEqual([]);
    expect(world.clock.next).toBeUndefined();
  });

  it('is a lower bound: the record goes at the first sweep after it', () => {
    const { world, kept, complete } = setUp();
    complete('a', FIRST_SWEEP_MS + 1);
    world.passTo(FIRST_SWEEP_MS);
    expect(kept()).toEqual(['a']);
    world.passTo(FIRST_SWEEP_MS + INTERVAL_MS);
    expect(kept()).toEqual([]);
  });

  it('that ends in the moment of a sweep is over', () => {
    const { world, kept, complete } = setUp();
    complete('a', FIRST_SWEEP_MS);
    complete('b', FIRST_SWEEP_MS);
    world.passTo(FIRST_SWEEP_MS);
    expect(kept()).toEqual([]);
  });

  it('does not keep the world awake', () => {
    const { world, complete } = setUp();
    complete('a', 5);
    expect(world.clock.pending).toBe(false);
  });
});

describe('a restart of the server', () => {
  it('counts the interval again, from the restart on', () => {
    const { world, cleaner, complete } = setUp();
    complete('a', 1);
    world.passTo(100);
    cleaner.restarted();
    expect(sweepsUntil(world, 1_500)).toEqual([100 + FIRST_SWEEP_MS, 100 + FIRST_SWEEP_MS + INTERVAL_MS]);
  });

  it('in the moment of a sweep leaves one sweep armed', () => {
    const { world, cleaner, complete, kept } = setUp();
    complete('a', 1);
    complete('b', FIRST_SWEEP_MS + 1);
    world.passTo(FIRST_SWEEP_MS);
    cleaner.restarted();
    expect(kept()).toEqual(['b']);
    expect(sweepsUntil(world, 1_500)).toEqual([2 * FIRST_SWEEP_MS, 2 * FIRST_SWEEP_MS + INTERVAL_MS]);
    expect(kept()).toEqual([]);
  });

  it('before anything was completed arms nothing', () => {
    const { world, cleaner } = setUp();
    cleaner.restarted();
    expect(world.clock.next).toBeUndefined();
  });
});

describe('forgetting', () => {
  it('a workflow clears its state and promises', () => {
    const { cleaner, cleared, complete } = setUp();
    const objectKey = keyOfS();
    objectKey.state.set('x', new Uint8Array());
    cleaner.forget(complete('a', 10, { kind: 'WORKFLOW', objectKey }), 'purged');
    expect(objectKey.state.keys()).toEqual([]);
    expect(cleared).toEqual([objectKey]);
  });

  it('an exclusive handler leaves the state of its key', () => {
    const { cleaner, cleared, complete } = setUp();
    const objectKey = keyOfS();
    objectKey.state.set('x', new Uint8Array());
    cleaner.forget(complete('a', 10, { objectKey }), 'purged');
    expect(objectKey.state.keys()).toEqual(['x']);
    expect(cleared).toEqual([]);
  });

  it('leaves a newer record with the same id', () => {
    const { cleaner, complete, invocations } = setUp();
    const old = complete('a', 10);
    const newer = invoked('a');
    invocations.set('a', newer);
    cleaner.forget(old, 'retention');
    expect(invocations.get('a')).toBe(newer);
  });

  it('once by an operator keeps the next sweep from doing it again', () => {
    const { world, cleaner, complete } = setUp();
    cleaner.forget(complete('a', 10), 'purged');
    world.passTo(2 * INTERVAL_MS);
    expect(world.events).toEqual(['forgotten']);
  });
});
