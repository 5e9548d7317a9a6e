import type { Deadline } from '../core/clock.ts';
import type { Invocation } from './invocation.ts';
import type { Server } from './server.ts';

/** The first sweep comes at 20 to 40 % of the interval after the server became leader. */
const FIRST_SWEEP = [0.2, 0.3, 0.4] as const;

/**
 * Forgets completed invocations. Retention is a lower bound: records go at a sweep, never exactly at expiry. Sweeps
 * are housekeeping: they happen when time passes them, and keep no world awake.
 */
export class Cleaner {
  readonly #server: Server;
  readonly #completed = new Set<Invocation>();
  #next: Deadline | undefined;
  #restarts = 0;

  constructor(server: Server) {
    this.#server = server;
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

  /** A restarted server counts its interval anew. */
  restarted(): void {
    this.#restarts++;
    if (this.#next === undefined) return;
    this.#server.world.clock.cancel(this.#next);
    this.#armFirst();
  }

  /** Removes the record; a workflow's state and promises go with it, and its key may run again. */
  forget(invocation: Invocation, why: 'purged' | 'retention' | 'not retained'): void {
    const server = this.#server;
    this.#completed.delete(invocation);
    if (server.invocations.get(invocation.id) === invocation) server.invocations.delete(invocation.id);
    const key = invocation.origin.objectKey;
    if (this.#isWorkflowRun(invocation) && key !== undefined) {
      key.state.clearAll();
      server.promises.clear(key);
    }
    server.world.trace.add({ type: 'forgotten', invocation: invocation.address, why });
  }

  /** Whether the record has outlived its retention. */
  expired(invocation: Invocation): boolean {
    return invocation.completedAtMs + invocation.origin.retention.completionMs <= this.#server.world.clock.now;
  }

  #armFirst(): void {
    const address = this.#restarts === 0 ? 'world' : `world after restart ${this.#restarts}`;
    const first = this.#server.world.choices.of('sweep', address, FIRST_SWEEP);
    this.#arm(this.#server.options.cleanupIntervalMs * first);
  }

  #arm(inMs: number): void {
    const { clock } = this.#server.world;
    this.#next = clock.arm({ atMs: clock.now + inMs, housekeeping: true, due: () => this.#sweep() });
  }

  #sweep(): void {
    for (const invocation of this.#completed) if (this.expired(invocation)) this.forget(invocation, 'retention');
    this.#arm(this.#server.options.cleanupIntervalMs);
  }

  #isWorkflowRun(invocation: Invocation): boolean {
    return invocation.handler.kind === 'WORKFLOW';
  }
}
