import type { EventOf, EventType, TraceEvent } from '../../trace/event.ts';
import type { Breach, Invariant, RunView, Watcher } from '../invariant.ts';
import { virtualTime } from '../../core/virtual-time.ts';
import { handlerOf, describeInvocation } from '../naming.ts';
import { StoredRuns } from '../stored-runs.ts';
import { Remarks } from './remarks.ts';

/**
 * Replay is faithful: a replayed attempt issues the commands that its journal holds, and a `ctx.run` whose result is
 * stored is never executed again by an attempt that the server listens to. Uses of the context that cannot be replayed
 * are broken; uses that only may go wrong are advice.
 */
export const replayIsFaithful: Invariant = {
  name: 'replay is faithful',
  watch: (view) => new ReplayWatcher(view),
};

const SEES: ReadonlySet<EventType> = new Set([
  'attempt started',
  'appended',
  'notified',
  'run started',
  'attempt failed',
  'suspended',
  'zombie',
  'remark',
  'completed',
  'forgotten',
]);

class ReplayWatcher implements Watcher {
  readonly #view: RunView;
  readonly #attempts = new Map<string, number>();
  readonly #runs = new StoredRuns();
  /** Invocation -> the run that its present attempt started last. */
  readonly #started = new Map<string, EventOf<'run started'>>();
  readonly #remarks = new Remarks();
  readonly sees = SEES;
  #replays = 0;

  constructor(view: RunView) {
    this.#view = view;
  }

  see(event: TraceEvent): Breach | undefined {
    const breach = this.#look(event);
    this.#runs.see(event);
    return breach;
  }

  exercised(): number {
    return this.#replays;
  }

  #look(event: TraceEvent): Breach | undefined {
    switch (event.type) {
      case 'attempt started':
        this.#attempts.set(event.invocation, event.attempt);
        this.#started.delete(event.invocation);
        // A restart of the server ends an attempt without a word.
        if (event.attempt > 1) this.#remarks.gaveUp(event.invocation, event.attempt - 1);
        if (event.knownEntries > 1) this.#replays++;
        return undefined;
      case 'notified':
        return this.#notified(event);
      case 'run started':
        return this.#runStarted(event);
      case 'attempt failed':
        if (event.code === 570) return this.#mismatch(event);
        this.#remarks.gaveUp(event.invocation, event.attempt);
        return undefined;
      case 'suspended':
      case 'zombie':
        this.#remarks.gaveUp(event.invocation, event.attempt);
        return undefined;
      case 'remark':
        return this.#remarks.made(event, this.#view.who(event.invocation), !this.#attempts.has(event.invocation));
      case 'completed':
        this.#attempts.delete(event.invocation);
        this.#started.delete(event.invocation);
        return this.#remarks.ended(event, this.#view.who(event.invocation));
      case 'forgotten':
        this.#remarks.forgotten(event.invocation);
        return undefined;
      default:
        return undefined;
    }
  }

  #notified(event: EventOf<'notified'>): Breach | undefined {
    const { notification } = event;
    if (notification.type !== 'completion' || notification.of !== 'Run') return undefined;
    const entry = this.#runs.entryOf(event.invocation, notification.completion);
    if (entry === undefined || !this.#runs.isStored(event.invocation, entry)) return undefined;
    return this.#breach(
      event,
      'result stored twice',
      `got a second result for the ctx.run at entry ${entry} at ${virtualTime(event.atMs)}; the first one counts, and whoever replays must see that one. This is a fault of the server model.`,
    );
  }

  #runStarted(event: EventOf<'run started'>): Breach | undefined {
    if (event.attempt !== this.#attempts.get(event.invocation)) return undefined;
    const before = this.#started.get(event.invocation);
    this.#started.set(event.invocation, event);
    if (this.#runs.isStored(event.invocation, event.entry)) {
      return this.#breach(
        event,
        'run executed again',
        `executed ${runName(event)} again in attempt ${event.attempt} at ${virtualTime(event.atMs)}, although its result is stored; a replay must return the stored result. This is a fault of the engine.`,
      );
    }
    // What a closure that was let go brought about: the code went on before its result was stored.
    if (event.after !== 'run' || before === undefined || this.#runs.isStored(event.invocation, before.entry))
      return undefined;
    return this.#breach(
      event,
      'runs out of order',
      `came to ${runName(event)} when ${runName(before)} had been executed, but its result was not stored yet: after a crash the earlier one would be executed once more, after the later one. Await each ctx.run before what depends on it.`,
      before.seq,
    );
  }

  #mismatch(event: EventOf<'attempt failed'>): Breach {
    const { mismatch } = event;
    const sides =
      // An engine that knows no sides has words of its own.
      mismatch === undefined || mismatch.field === ''
        ? event.message
        : `command ${mismatch.index} of the journal is ${mismatch.recorded}, but the replay came to ${mismatch.replayed} (they differ in: ${mismatch.field}).`;
    const cause = this.#remarks.causeOf(event);
    return this.#breach(
      event,
      'journal mismatch',
      `went another way in attempt ${event.attempt} at ${virtualTime(event.atMs)} than it had gone before (error 570): ${sides} ${cause.text} ${event.retryInMs === undefined ? ENDS_HERE : this.#inVain(event.invocation)}`,
      ...cause.events,
    );
  }

  /** Only who has a key to itself keeps others from it. */
  #inVain(invocation: string): string {
    const kind = this.#view.who(invocation)?.kind;
    return kind === 'SERVICE' || kind === 'SHARED' ? `${IN_VAIN}.` : `${IN_VAIN}, and its key stays locked meanwhile.`;
  }

  #breach(
    event: { readonly seq: number; readonly invocation: string },
    kind: string,
    what: string,
    ...earlier: number[]
  ): Breach {
    const created = this.#view.who(event.invocation);
    return {
      message: `${created === undefined ? event.invocation : describeInvocation(created)} ${what}`,
      events: [...earlier, event.seq],
      handler: created && handlerOf(created.target),
      kind,
    };
  }
}

const IN_VAIN = 'It will be retried in vain';
const ENDS_HERE = 'It is not tried again: it pauses or fails here, as its options say.';

function runName({ name, entry }: EventOf<'run started'>): string {
  return `ctx.run${name === '' ? '' : ` "${name}"`} (entry ${entry})`;
}
