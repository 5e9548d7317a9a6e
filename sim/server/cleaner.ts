import type { Deadline } from '../core/clock.ts';
import type { Invocation } from './invocation.ts';
import type { ObjectKey } from './object-key.ts';
import type { ServerOptions } from './options.ts';
import type { World } from './world.ts';

/** The first sweep comes at 20 to 40 % of the interval after the server became leader. */
const FIRST_SWEEP = [0.2, 0.3, 0.4] as const;

/** What is forgotten with an invocation. */
export interface CleanerPorts {
  readonly invocations: Pick<Map<string, Invocation>, 'get' | 'delete'>;
  readonly promises: { clear(key: ObjectKey): void };
}

/**
 * Forgets completed invocations. Retention is a lower bound: records go at a sweep, never exactly at expiry. Sweeps are
 * housekeeping: they happen when time passes them, and time does not pass because of them.
 * Rule: docs/internals/runtime-semantics.md#idempotency-keys
 */
export class Cleaner {
  readonly #world: Pick<World, 'choices' | 'clock' | 'trace'>;
  readonly #options: Pick<ServerOptions, 'cleanupIntervalMs'>;
  readonly #ports: CleanerPorts;
  readonly #completed = new Set<Invocation>();
  #next: Deadline | undefined;
  #restarts = 0;

  constructor(
    world: Pick<World, 'choices' | 'clock' | 'trace'>,
    options: Pick<ServerOptions, 'cleanupIntervalMs'>,
    ports: CleanerPorts,
  ) {
    this.#world = world;
    this.#options = options;
    this.#ports = ports;
  }

  /** Takes note of a completed invocation; one that is not to be retained is forgotten at once. */
  completed(invocation: Invocation): void {
    if (invocation.origin.retention.completionMs <= 0) {
      this.forget(invocation, 'not retained');
      return;
    }
    this.#completed.add(invocation);
    if (this.#next === undefined) this.#armFirst();
  }

  /** A restarted server counts its interval again, from the restart on. */
  restarted(): void {
    this.#restarts++;
    if (this.#next === undefined) return;
    this.#world.clock.cancel(this.#next);
    this.#armFirst();
  }

  /** Removes the record; a workflow's state and promises go with it, and its key may run again. */
  forget(invocation: Invocation, why: 'purged' | 'retention' | 'not retained'): void {
    const { invocations, promises } = this.#ports;
    this.#completed.delete(invocation);
    if (invocations.get(invocation.id) === invocation) invocations.delete(invocation.id);
    const key = invocation.origin.objectKey;
    if (invocation.origin.kind === 'WORKFLOW' && key !== undefined) {
      key.state.clearAll();
      promises.clear(key);
    }
    this.#world.trace.add({ type: 'forgotten', invocation: invocation.address, why });
  }

  /** Whether the record has outlived its retention. */
  expired(invocation: Invocation): boolean {
    return invocation.completedAtMs + invocation.origin.retention.completionMs <= this.#world.clock.now;
  }

  #armFirst(): void {
    const address = this.#restarts === 0 ? 'world' : `world after restart ${this.#restarts}`;
    const first = this.#world.choices.of('sweep', address, FIRST_SWEEP);
    this.#arm(this.#options.cleanupIntervalMs * first);
  }

  #arm(inMs: number): void {
    const { clock } = this.#world;
    this.#next = clock.arm({ atMs: clock.now + inMs, housekeeping: true, due: () => this.#sweep() });
  }

  #sweep(): void {
    for (const invocation of this.#completed) if (this.expired(invocation)) this.forget(invocation, 'retention');
    this.#arm(this.#options.cleanupIntervalMs);
  }
}
