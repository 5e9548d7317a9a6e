import { Admission } from '../admission.ts';
import type { Invocation } from '../invocation.ts';
import type { ObjectKey, Place, StateMutation } from '../object-key.ts';
import type { Timers } from '../timers.ts';
import type { World } from '../world.ts';
import type { Slots } from './slots.ts';
import type { WholeSeconds } from './whole-seconds.ts';

/** An exclusive invocation that may not start before a second. */
interface Delayed {
  readonly invocation: Invocation;
  readonly place: Place;
  readonly disarm: () => void;
}

/**
 * The admission of a server with virtual queues. A delayed invocation starts at the next whole second. What waits for the lock
 * of a key gets it by the second in which it may start; within a second, what was accepted first comes first, and that is when a
 * delayed one was sent, not when its time has come.
 * Rule: docs/internals/server-versions.md#delayed-starts
 */
export class QueuedAdmission extends Admission {
  readonly #world: Pick<World, 'clock' | 'trace'>;
  readonly #timers: Pick<Timers, 'arm'>;
  readonly #seconds: Pick<WholeSeconds, 'notAfter' | 'notBefore'>;
  readonly #invoker: { ready(invocation: Invocation): void };
  readonly #slots: Pick<Slots, 'dispatch' | 'request'>;
  /** By key: in the order of their places. */
  readonly #delayed = new Map<ObjectKey<Invocation>, Delayed[]>();
  #arrivals = 0;

  constructor(
    world: Pick<World, 'clock' | 'trace'>,
    timers: Pick<Timers, 'arm'>,
    invoker: { ready(invocation: Invocation): void },
    seconds: Pick<WholeSeconds, 'notAfter' | 'notBefore'>,
    slots: Pick<Slots, 'dispatch' | 'request'>,
  ) {
    super(world, timers, invoker);
    this.#world = world;
    this.#timers = timers;
    this.#seconds = seconds;
    this.#invoker = invoker;
    this.#slots = slots;
  }

  override schedule(invocation: Invocation, atMs: number): void {
    if (atMs <= this.#world.clock.now) {
      this.enter(invocation);
      return;
    }
    const secondMs = this.#seconds.notBefore(atMs);
    const key = invocation.origin.objectKey;
    if (key !== undefined && invocation.exclusive) this.#delay(key, invocation, secondMs);
    else {
      invocation.place = { secondMs, arrival: this.#arrivals++ };
      super.schedule(invocation, secondMs);
    }
  }

  override enter(invocation: Invocation): void {
    const key = invocation.origin.objectKey;
    if (key !== undefined && invocation.exclusive) this.#enterDue(key);
    invocation.place ??= this.#placeNow();
    this.#admit(invocation);
  }

  override mutate(key: ObjectKey<Invocation>, mutation: StateMutation): void {
    this.#enterDue(key);
    mutation.place = this.#placeNow();
    super.mutate(key, mutation);
  }

  override releaseLock(key: ObjectKey<Invocation>, invocation: Invocation): void {
    this.#enterDue(key);
    super.releaseLock(key, invocation);
    if (key.scope !== undefined) this.#slots.dispatch(key.scope);
  }

  #delay(key: ObjectKey<Invocation>, invocation: Invocation, secondMs: number): void {
    const place = { secondMs, arrival: this.#arrivals++ };
    invocation.status = 'scheduled';
    invocation.place = place;
    const disarm = this.#timers.arm({
      atMs: secondMs,
      partition: invocation.origin.partition,
      address: invocation.address,
      owner: invocation.address,
      rank: 0,
      footprint: () => ({ reads: [], writes: [invocation.journalResource, ...invocation.lockResources] }),
      fire: () => this.#enterDue(key),
    });
    const delayed = this.#delayed.get(key) ?? [];
    if (delayed.length === 0) this.#delayed.set(key, delayed);
    delayed.push({ invocation, place, disarm });
    delayed.sort((a, b) => a.place.secondMs - b.place.secondMs || a.place.arrival - b.place.arrival);
  }

  /** Those whose second has come stand in line from then on, whether or not their timers have fired. */
  #enterDue(key: ObjectKey<Invocation>): void {
    const delayed = this.#delayed.get(key);
    while (delayed?.[0] !== undefined && delayed[0].place.secondMs <= this.#world.clock.now) {
      const [{ invocation, disarm }] = delayed.splice(0, 1) as [Delayed];
      disarm();
      // It may have been cancelled since.
      if (invocation.status !== 'scheduled') continue;
      this.#world.trace.add({ type: 'timer fired', invocation: invocation.address, completion: undefined });
      this.#admit(invocation);
    }
  }

  /** In a scope, it takes a slot together with the lock. */
  #admit(invocation: Invocation): void {
    const { objectKey, target } = invocation.origin;
    if (target.scope === undefined) {
      super.enter(invocation);
      return;
    }
    const key = invocation.exclusive ? objectKey : undefined;
    invocation.status = 'inboxed';
    const start = (): void => {
      if (key === undefined) this.#invoker.ready(invocation);
      else this.takeLock(key, invocation);
    };
    this.#slots.request(invocation, { key, start });
  }

  #placeNow(): Place {
    return { secondMs: this.#seconds.notAfter(this.#world.clock.now), arrival: this.#arrivals++ };
  }
}
