import { targetName } from '../../core/target-name.ts';
import type { Server } from '../../server/server.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';

/** How often a job must have scheduled itself before the run may end although it would go on. */
const MIN_GENERATIONS = 12;
/** How often a handler must have slept. More, because a loop that asks again and again usually ends after some times. */
const MIN_SLEEPS = 100;

interface Lineage {
  readonly target: string;
  readonly parent: Lineage | undefined;
  /** How many of its ancestors have the same service, key and handler. */
  readonly generation: number;
  /** How often it has slept. */
  sleeps: number;
}

/**
 * Recognises jobs that go on by themselves forever. Some schedule themselves: an invocation with a delay, or one that sleeps,
 * whose ancestors, without a client in between, include the same handler of the same key again and again. Others never end:
 * a handler that sleeps in a loop, and for which no client waits. Without such a rule a world with one of them never settles.
 */
export class TimerChains {
  readonly #server: Server;
  readonly #startMs: number;
  readonly #lineages = new Map<string, Lineage>();
  /** Invocations that have not ended. */
  readonly #open = new Set<string>();
  /** Operations of clients that wait for a response. */
  readonly #awaited = new Set<string>();
  #seen = 0;

  /** @param startMs when the run began, in ms since the Unix epoch */
  constructor(server: Server, startMs: number) {
    this.#server = server;
    this.#startMs = startMs;
  }

  /**
   * Whether nothing but such jobs can move the world: no step is possible, each pending deadline is the next start of one of
   * them or the end of its sleep, each has gone on for at least 12 rounds or 100 sleeps, and the next one lies beyond the
   * horizon of the run. Where a run may not go on for so long, as with rounds of a month each, fewer rounds will do.
   */
  areAllThatIsLeft(): boolean {
    const { agenda, clock } = this.#server.world;
    if (agenda.size > 0 || !clock.pending) return false;
    this.#look();
    const jobs = new Set<string>();
    const idle: string[] = [];
    let isLoop = false;
    for (const { atMs, wakes, suspends } of clock.awake()) {
      if (suspends !== undefined) idle.push(suspends);
      else if (wakes === undefined || !this.#isJob(wakes, atMs)) return false;
      else {
        jobs.add(wakes);
        isLoop ||= !this.#schedulesItself(wakes, atMs);
      }
    }
    if (jobs.size === 0 || !idle.every((invocation) => jobs.has(invocation))) return false;
    // A loop may have an end, and a client or another invocation may wait for it.
    return !isLoop || (this.#awaited.size === 0 && [...this.#open].every((invocation) => jobs.has(invocation)));
  }

  /** Records in the trace which jobs the run leaves behind. */
  leave(): void {
    const { clock, trace } = this.#server.world;
    const nextMs = new Map<string | undefined, number>();
    for (const { wakes, atMs } of clock.awake()) nextMs.set(wakes, atMs);
    const jobs = [...this.#lineages].flatMap(([invocation, { generation, sleeps }]) => {
      const atMs = nextMs.get(invocation);
      if (atMs === undefined) return [];
      return { invocation, generation, ...(!this.#schedulesItself(invocation, atMs) && { sleeps }) };
    });
    trace.add({ type: 'jobs left', jobs });
  }

  #isJob(invocation: string, nextMs: number): boolean {
    const { limits } = this.#server.world;
    if (nextMs <= this.#startMs + limits.horizonMs) return false;
    return this.#schedulesItself(invocation, nextMs) || (this.#lineages.get(invocation)?.sleeps ?? 0) >= MIN_SLEEPS;
  }

  #schedulesItself(invocation: string, nextMs: number): boolean {
    const isBeyond = nextMs > this.#startMs + this.#server.world.limits.virtualMs;
    return (this.#lineages.get(invocation)?.generation ?? 0) >= (isBeyond ? 1 : MIN_GENERATIONS);
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
      case 'operation':
        if (event.kind !== 'send') this.#awaited.add(event.operation);
        return;
      case 'answer':
      case 'abandoned':
        this.#awaited.delete(event.operation);
        return;
      case 'invocation created':
        this.#create(event);
        return;
      case 'appended': {
        const lineage = this.#lineages.get(event.invocation);
        if (event.command.type === 'Sleep' && lineage !== undefined) lineage.sleeps++;
        return;
      }
      case 'completed':
      case 'removed':
        this.#open.delete(event.invocation);
        return;
      default:
        return;
    }
  }

  #create({ invocation, target, by }: EventOf<'invocation created'>): void {
    const name = targetName(target);
    const parent = by === undefined ? undefined : this.#lineages.get(by);
    let ancestor = parent;
    while (ancestor !== undefined && ancestor.target !== name) ancestor = ancestor.parent;
    const generation = ancestor === undefined ? 0 : ancestor.generation + 1;
    this.#lineages.set(invocation, { target: name, parent, generation, sleeps: 0 });
    this.#open.add(invocation);
  }
}
