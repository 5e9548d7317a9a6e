import { targetName } from '../../core/target-name.ts';
import type { Server } from '../../server/server.ts';
import type { TraceEvent } from '../../trace/event.ts';

/** How often a job must have scheduled itself before the run may end although it would go on. */
const MIN_GENERATIONS = 12;

interface Lineage {
  readonly target: string;
  readonly parent: Lineage | undefined;
  /** How many of its ancestors have the same service, key and handler. */
  readonly generation: number;
}

/**
 * Recognises jobs that schedule themselves forever: an invocation with a delay whose ancestors, without a client in between,
 * include the same handler of the same key again and again. Without such a rule a world with one cron job never settles.
 */
export class TimerChains {
  readonly #server: Server;
  readonly #startMs: number;
  readonly #lineages = new Map<string, Lineage>();
  /** Invocations that wait for their time, with that time in ms since the Unix epoch. */
  readonly #scheduled = new Map<string, number>();
  #seen = 0;

  constructor(server: Server) {
    this.#server = server;
    this.#startMs = server.world.clock.now;
  }

  /**
   * Whether nothing but such jobs can move the world: no step is possible, each pending deadline is the start of one of them,
   * each has scheduled itself at least 12 times, and their next starts lie beyond the horizon of the run.
   */
  areAllThatIsLeft(): boolean {
    const { agenda, clock, limits } = this.#server.world;
    if (agenda.size > 0 || !clock.pending) return false;
    this.#look();
    if (this.#scheduled.size === 0 || this.#scheduled.size !== clock.pendingCount) return false;
    const horizonMs = this.#startMs + limits.horizonMs;
    for (const [invocation, startsMs] of this.#scheduled) {
      if (startsMs <= horizonMs || this.#generation(invocation) < MIN_GENERATIONS) return false;
    }
    return true;
  }

  /** Records in the trace which jobs the run leaves behind. */
  leave(): void {
    const jobs = [...this.#scheduled.keys()].map((invocation) => ({
      invocation,
      generation: this.#generation(invocation),
    }));
    this.#server.world.trace.add({ type: 'jobs left', jobs });
  }

  #generation(invocation: string): number {
    return this.#lineages.get(invocation)?.generation ?? 0;
  }

  #look(): void {
    const { events } = this.#server.world.trace;
    for (; this.#seen < events.length; this.#seen++) {
      const event = events[this.#seen];
      if (event !== undefined) this.#see(event);
    }
  }

  #see(event: TraceEvent): void {
    switch (event.type) {
      case 'invocation created': {
        const target = targetName(event.target);
        const parent = event.by === undefined ? undefined : this.#lineages.get(event.by);
        let ancestor = parent;
        while (ancestor !== undefined && ancestor.target !== target) ancestor = ancestor.parent;
        const generation = ancestor === undefined ? 0 : ancestor.generation + 1;
        this.#lineages.set(event.invocation, { target, parent, generation });
        if (event.scheduledForMs !== undefined) this.#scheduled.set(event.invocation, event.scheduledForMs);
        return;
      }
      case 'timer fired':
        if (event.completion === undefined) this.#scheduled.delete(event.invocation);
        return;
      case 'removed':
        this.#scheduled.delete(event.invocation);
        return;
      default:
        return;
    }
  }
}
