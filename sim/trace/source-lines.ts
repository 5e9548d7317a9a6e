import { callerOf, entryOf, callingEntryOf } from '../core/address.ts';
import type { EventOf, MismatchNote, TraceEvent } from './event.ts';
import type { ShownEvent, ShownEventOf } from './shown.ts';
import type { SourceLine } from './source-line.ts';

/** Where in the user's code entries were written and errors thrown, of one run. */
export class SourceLines {
  readonly #byName = new Map<string, { readonly attempt: number; readonly line: string }[]>();
  /** The attempt that has stored each entry that was seen. */
  readonly #stored = new Map<string, number>();

  /** Invocation and completion -> the run that it is the result of. */
  readonly #runs = new Map<string, { readonly entry: number; readonly attempt: number }>();

  constructor(lines: readonly SourceLine[]) {
    for (const { invocation, attempt, entry, line } of lines) {
      const name = noted(invocation, entry);
      const known = this.#byName.get(name);
      if (known === undefined) this.#byName.set(name, [{ attempt, line }]);
      else known.push({ attempt, line });
    }
  }

  get areKnown(): boolean {
    return this.#byName.size > 0;
  }

  /** @returns the line that issued an entry in an attempt; a replay is noted only where its line is another one */
  ofEntry(invocation: string, entry: number, attempt: number = Infinity): string | undefined {
    return this.#byName.get(noted(invocation, entry))?.findLast((note) => note.attempt <= attempt)?.line;
  }

  /** @returns the line that an event comes from; undefined where it comes from no line of the user's, or none is known */
  of(event: ShownEvent | TraceEvent): string | undefined {
    switch (event.type) {
      case 'appended':
      case 'run started':
        return this.ofEntry(event.invocation, event.entry, event.attempt);
      case 'effect began':
      case 'effect happened':
        return event.invocation === undefined || event.run === undefined
          ? undefined
          : this.ofEntry(event.invocation, event.run, event.attempt);
      case 'attempt failed':
        return event.mismatch === undefined ? this.#ofFailure(event) : this.#ofMismatch(event, event.mismatch);
      case 'notified':
        return this.#ofRun(event);
      default:
        return undefined;
    }
  }

  /** @returns the line that has stored the entry in which the replay of an attempt differs; undefined for all other events */
  ofStored(event: TraceEvent): string | undefined {
    if (event.type !== 'attempt failed' || event.mismatch === undefined) return undefined;
    const { invocation, mismatch } = event;
    const attempt = this.#stored.get(noted(invocation, mismatch.index));
    return attempt === undefined ? undefined : this.ofEntry(invocation, mismatch.index, attempt);
  }

  /** Notes what stores an entry: results of runs, and what a replay differs from, have lines where that was seen. */
  see(event: TraceEvent): void {
    if (event.type !== 'appended') return;
    const { invocation, entry, attempt, command } = event;
    this.#stored.set(noted(invocation, entry), attempt);
    if (command.type === 'Run') this.#runs.set(`${invocation} ${command.completion}`, { entry, attempt });
  }

  #ofRun({ invocation, notification }: EventOf<'notified'> | ShownEventOf<'notified'>): string | undefined {
    if (notification.type !== 'completion' || notification.of !== 'Run') return undefined;
    const run = this.#runs.get(`${invocation} ${notification.completion}`);
    return run && this.ofEntry(invocation, run.entry, run.attempt);
  }

  /** An await has no line of its own: it is that of the last command before it, or stands close behind it. */
  #ofMismatch({ invocation, attempt }: FailedAttempt, { index, field, replayed }: MismatchNote): string | undefined {
    if (field === 'await') return this.ofEntry(invocation, index - 1, attempt);
    return isEnd(replayed) ? this.#ofError(invocation, attempt) : this.ofEntry(invocation, index, attempt);
  }

  /** Where there is no code to run, it is the line that has called or sent it; where a command was refused, that of the command. */
  #ofFailure({ invocation, attempt, docCode, message }: FailedAttempt): string | undefined {
    const caller = callerOf(invocation);
    if (docCode !== undefined && caller !== undefined) {
      return this.ofEntry(caller, callingEntryOf(invocation));
    }
    const refused = REFUSED_COMMAND.exec(message)?.[1];
    return refused === undefined
      ? this.#ofError(invocation, attempt)
      : this.ofEntry(invocation, Number(refused), attempt);
  }

  /** The last error of an attempt ended it; a handler may have caught those before. */
  #ofError(invocation: string, attempt: number): string | undefined {
    return this.#byName.get(noted(invocation, undefined))?.findLast((note) => note.attempt === attempt)?.line;
  }
}

type FailedAttempt = EventOf<'attempt failed'>;

/** What the server says of a call to a handler that there is not. */
const REFUSED_COMMAND = /\((?:entry|command index) (\d+)\).* was not found/;

/** Whether the code ends where the journal holds more. */
function isEnd(replayed: string): boolean {
  return /^((return|failure) of the handler|handler return)/.test(replayed);
}

function noted(invocation: string, entry: number | undefined): string {
  return entry === undefined ? invocation : entryOf(invocation, entry);
}
