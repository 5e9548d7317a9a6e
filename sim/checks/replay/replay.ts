import type { EventOf, EventType, TraceEvent } from '../../trace/event.ts';
import type { Breach, Invariant, RunView, Watcher } from '../invariant.ts';
import { virtualTime } from '../../core/virtual-time.ts';
import { handlerOf, describeInvocation } from '../naming.ts';
import { StoredRuns } from '../stored-runs.ts';
import { CodeVersions } from '../upgrade/code-versions.ts';
import { Remarks } from './remarks.ts';

/**
 * Replay is faithful: a replayed attempt issues the commands of its journal, and the current attempt never executes a
 * `ctx.run` again whose result is stored. Uses of the context that cannot be replayed are breaches; uses that may diverge
 * are advice.
 */
export const replayIsFaithful: Invariant = {
  name: 'replay is faithful',
  watch: (view) => new ReplayWatcher(view),
};

const SEES: ReadonlySet<EventType> = new Set([
  'trouble',
  'deployed',
  'attempt started',
  'appended',
  'notified',
  'journal copied',
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
  /** Invocation -> the run that its current attempt started last. */
  readonly #started = new Map<string, EventOf<'run started'>>();
  readonly #remarks = new Remarks();
  readonly #versions = new CodeVersions();
  readonly sees = SEES;
  #replays = 0;

  constructor(view: RunView) {
    this.#view = view;
  }

  see(event: TraceEvent): Breach | undefined {
    this.#versions.see(event);
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
        // A restart of the server ends an attempt without an event.
        if (event.attempt > 1) this.#remarks.attemptAborted(event.invocation, event.attempt - 1);
        if (event.knownEntries > 1) this.#replays++;
        return undefined;
      case 'notified':
        return this.#notified(event);
      case 'run started':
        return this.#runStarted(event);
      case 'attempt failed':
        if (event.code === 570) return this.#isOfOtherCode(event) ? undefined : this.#mismatch(event);
        this.#remarks.attemptAborted(event.invocation, event.attempt);
        return undefined;
      case 'suspended':
      case 'zombie':
        this.#remarks.attemptAborted(event.invocation, event.attempt);
        return undefined;
      case 'remark':
        return this.#remarks.judge(event, this.#view.who(event.invocation), !this.#attempts.has(event.invocation));
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
      `got a second result for the ctx.run at entry ${entry} at ${virtualTime(event.atMs)}; the first one counts, and a replay must get that one. This is a fault of the server model.`,
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
    // A closure was released and the code continued before the result of the earlier one was stored.
    if (event.after !== 'run' || before === undefined || this.#runs.isStored(event.invocation, before.entry))
      return undefined;
    return this.#breach(
      event,
      'runs out of order',
      `reached ${runName(event)} after ${runName(before)} had been executed, but before its result was stored: after a crash the earlier one would be executed again, after the later one. Await each ctx.run before the steps that depend on it.`,
      before.seq,
    );
  }

  #mismatch(event: EventOf<'attempt failed'>): Breach {
    const { mismatch } = event;
    const sides =
      // An engine that does not know both commands has its own message.
      mismatch === undefined || mismatch.field === ''
        ? event.message
        : `command ${mismatch.index} of the journal is ${mismatch.recorded}, but the replay produced ${mismatch.replayed} (they differ in: ${mismatch.field}).`;
    const cause = this.#remarks.causeOf(event);
    return this.#breach(
      event,
      'journal mismatch',
      `diverged on replay in attempt ${event.attempt} at ${virtualTime(event.atMs)} (error 570): ${sides} ${cause.text} ${event.retryInMs === undefined ? NOT_RETRIED : this.#retries(event.invocation)}`,
      ...cause.events,
    );
  }

  /** Code that replays what other code has recorded is no less deterministic for that: an upgrade is judged by its own check. */
  #isOfOtherCode({ invocation }: EventOf<'attempt failed'>): boolean {
    return this.#versions.foreignEntries(invocation) > 0;
  }

  /** Only an exclusive handler keeps its key locked. */
  #retries(invocation: string): string {
    const kind = this.#view.who(invocation)?.kind;
    return kind === 'SERVICE' || kind === 'SHARED' ? `${RETRIED}.` : `${RETRIED}, and its key stays locked meanwhile.`;
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

const RETRIED = 'Every retry will fail the same way';
const NOT_RETRIED = 'It is not retried: it pauses or fails here, as its options say.';

function runName({ name, entry }: EventOf<'run started'>): string {
  return `ctx.run${name === '' ? '' : ` "${name}"`} (entry ${entry})`;
}
