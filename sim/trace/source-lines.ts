import { entryOf } from '../core/address.ts';
import type { TraceEvent } from './event.ts';
import type { ShownEvent } from './shown.ts';
import type { SourceLine } from './source-line.ts';

/** Where in the user's code entries were written and errors thrown, of one run. */
export class SourceLines {
  readonly #byName = new Map<string, { readonly attempt: number; readonly line: string }[]>();

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
        return event.mismatch === undefined
          ? this.#ofError(event.invocation, event.attempt)
          : this.ofEntry(event.invocation, event.mismatch.index, event.attempt);
      default:
        return undefined;
    }
  }

  /** The last error of an attempt ended it; a handler may have caught those before. */
  #ofError(invocation: string, attempt: number): string | undefined {
    return this.#byName.get(noted(invocation, undefined))?.findLast((note) => note.attempt === attempt)?.line;
  }
}

function noted(invocation: string, entry: number | undefined): string {
  return entry === undefined ? invocation : entryOf(invocation, entry);
}
