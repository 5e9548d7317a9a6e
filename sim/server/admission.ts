import { EMPTY } from '../core/footprint.ts';
import type { Invocation } from './invocation.ts';
import type { ObjectKey, StateMutation } from './object-key.ts';
import type { Timers } from './timers.ts';
import type { World } from './world.ts';

/**
 * Decides when an accepted invocation may start: after its delay, and when it has the lock of its key.
 * Rule: docs/internals/runtime-semantics.md#lock-and-inbox
 */
export class Admission {
  readonly #world: Pick<World, 'trace'>;
  readonly #timers: Pick<Timers, 'arm'>;
  readonly #invoker: { ready(invocation: Invocation): void };

  constructor(
    world: Pick<World, 'trace'>,
    timers: Pick<Timers, 'arm'>,
    invoker: { ready(invocation: Invocation): void },
  ) {
    this.#world = world;
    this.#timers = timers;
    this.#invoker = invoker;
  }

  /** Keeps a delayed invocation in the schedule of its partition; it joins the inbox only when its time has come. */
  schedule(invocation: Invocation, atMs: number): void {
    invocation.status = 'scheduled';
    this.#timers.arm({
      atMs,
      partition: invocation.origin.partition,
      address: invocation.address,
      owner: invocation.address,
      rank: 0,
      footprint: () => ({ reads: EMPTY, writes: [invocation.journalResource, ...invocation.lockResources] }),
      fire: () => {
        this.#world.trace.add({ type: 'timer fired', invocation: invocation.address, completion: undefined });
        this.enter(invocation);
      },
    });
  }

  /** Takes the lock or joins the inbox, if the handler is exclusive; otherwise it may start at once. */
  enter(invocation: Invocation): void {
    const key = invocation.origin.objectKey;
    if (key === undefined || !invocation.exclusive) this.#invoker.ready(invocation);
    else if (key.locked()) {
      invocation.status = 'inboxed';
      const next = key.enqueue(invocation);
      this.#world.trace.add({
        type: 'queued',
        invocation: invocation.address,
        key: key.name,
        ahead: key.inbox.length - 1,
        ...(next?.kind === 'invocation' && { before: next.address }),
      });
    } else this.takeLock(key, invocation);
  }

  /** Puts an operator's replacement of the state into the inbox; applies it at once when the key is not locked. */
  mutate(key: ObjectKey<Invocation>, mutation: StateMutation): void {
    if (key.locked()) key.enqueue(mutation);
    else this.applyMutation(key, mutation);
  }

  /** Replaces the state, unless the mutation names a version that it has not. */
  applyMutation(key: ObjectKey<Invocation>, mutation: StateMutation): void {
    const applied = mutation.version === undefined || mutation.version === key.state.version();
    if (applied) key.state.replace(mutation.state);
    const state = Object.fromEntries(mutation.state);
    this.#world.trace.add({ type: 'state replaced', key: key.name, applied, state });
  }

  /** Releases the lock of a key and gives it to the next invocation in line, after the mutations ahead of it. */
  releaseLock(key: ObjectKey<Invocation>, invocation: Invocation): void {
    key.holder = undefined;
    this.#world.trace.add({ type: 'lock released', invocation: invocation.address, key: key.name });
    for (let next = key.dequeue(); next !== undefined; next = key.dequeue()) {
      if (next.kind === 'invocation') {
        this.takeLock(key, next);
        return;
      }
      this.applyMutation(key, next);
    }
  }

  /** Gives the lock of a key to an invocation, which may start from then on. */
  protected takeLock(key: ObjectKey<Invocation>, invocation: Invocation): void {
    key.holder = invocation;
    this.#world.trace.add({ type: 'lock taken', invocation: invocation.address, key: key.name });
    this.#invoker.ready(invocation);
  }
}
