import type { TraceEvent } from '../trace/event.ts';
import type { Breach, Invariant, Watcher } from './invariant.ts';

/**
 * Replay is faithful: a replayed attempt issues the commands that its journal holds, and a `ctx.run` whose result is
 * stored is never executed again by an attempt that the server listens to.
 */
export const replayIsFaithful: Invariant = {
  name: 'replay is faithful',
  watch: () => new ReplayWatcher(),
};

class ReplayWatcher implements Watcher {
  readonly #handlers = new Map<string, string>();
  readonly #attempts = new Map<string, number>();
  /** Invocation -> entries of runs whose result is stored. */
  readonly #stored = new Map<string, Set<number>>();
  readonly #entries = new Map<string, Map<number, number>>();
  #replays = 0;

  see(event: TraceEvent): Breach | undefined {
    switch (event.type) {
      case 'invocation created':
        this.#handlers.set(event.invocation, `${event.target.service}/${event.target.handler}`);
        return undefined;
      case 'attempt started':
        this.#attempts.set(event.invocation, event.attempt);
        if (event.knownEntries > 1) this.#replays++;
        return undefined;
      case 'appended':
        if (event.command.type === 'Run') {
          let entries = this.#entries.get(event.invocation);
          if (entries === undefined) this.#entries.set(event.invocation, (entries = new Map()));
          entries.set(event.command.completion, event.entry);
        }
        return undefined;
      case 'notified': {
        const { notification } = event;
        if (notification.type !== 'completion' || notification.of !== 'Run') return undefined;
        const entry = this.#entries.get(event.invocation)?.get(notification.completion);
        if (entry === undefined) return undefined;
        let stored = this.#stored.get(event.invocation);
        if (stored === undefined) this.#stored.set(event.invocation, (stored = new Set()));
        stored.add(entry);
        return undefined;
      }
      case 'run started':
        return this.#runStarted(event);
      case 'attempt failed':
        return this.#failed(event);
      case 'completed':
      case 'removed':
        this.#stored.delete(event.invocation);
        this.#entries.delete(event.invocation);
        this.#attempts.delete(event.invocation);
        return undefined;
      default:
        return undefined;
    }
  }

  exercised(): number {
    return this.#replays;
  }

  #runStarted(event: Extract<TraceEvent, { type: 'run started' }>): Breach | undefined {
    const isZombie = event.attempt !== this.#attempts.get(event.invocation);
    if (isZombie || this.#stored.get(event.invocation)?.has(event.entry) !== true) return undefined;
    return {
      message: `ctx.run "${event.name}" (entry ${event.entry}) of ${this.#name(event.invocation)} was executed again in attempt ${event.attempt} although its result is stored; a replay must return the stored result.`,
      events: [event.seq],
      ...this.#handler(event.invocation),
      kind: 'run executed again',
    };
  }

  #failed(event: Extract<TraceEvent, { type: 'attempt failed' }>): Breach | undefined {
    if (event.code !== 570) return undefined;
    const sides =
      event.mismatch === undefined
        ? event.message
        : `entry ${event.mismatch.index} of the journal holds ${event.mismatch.recorded}, but the replay issued ${event.mismatch.replayed} (${event.mismatch.field}).`;
    return {
      message: `The replay of ${this.#name(event.invocation)} in attempt ${event.attempt} went another way than the first time: ${sides} Code before that entry depends on something that is not in the journal: the clock, a random number, module state, or un-combined concurrent awaits.`,
      events: [event.seq],
      ...this.#handler(event.invocation),
      kind: 'journal mismatch',
    };
  }

  #name(invocation: string): string {
    return `${this.#handlers.get(invocation) ?? 'an unknown handler'} (${invocation})`;
  }

  #handler(invocation: string): { handler?: string } {
    const handler = this.#handlers.get(invocation);
    return handler === undefined ? {} : { handler };
  }
}
