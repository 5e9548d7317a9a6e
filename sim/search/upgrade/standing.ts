import { handlerOf } from '../../checks/naming.ts';
import type { Point } from '../../simulation/faults/plan.ts';
import type { JournalPoint } from '../../simulation/faults/planned-troubles.ts';
import type { TraceEvent } from '../../trace/event.ts';
import { shownCommand } from '../../trace/shown.ts';
import { entryLabel } from '../../trace/words/command-words.ts';

/** Where an invocation stands: what its journal holds, and what is about to be stored or was just stored. */
export interface Standing {
  readonly invocation: string;
  /** `Service/handler`. */
  readonly handler: string;
  readonly point: Omit<Point, 'path'>;
  /** The entries of its journal behind the input, as code. */
  readonly journal: readonly string[];
  /**
   * When the result of a step is stored, its code receives it at once. What becomes of the code matters only to an operator who pauses
   * it, because it goes on to its next wait: then the place is before the next entry. For all other routes it is behind the step.
   * Absent: it is a place for all routes.
   */
  readonly for?: 'resume' | 'other routes';
}

/** @returns the same text for invocations that stand at the same place, whatever their keys and inputs */
export function standingName({ handler, point, journal }: Standing): string {
  return [handler, point.phase, ...journal].join('\n');
}

/**
 * Notes where the invocations of a run stand, at each of its journal points. Two are left out: before an entry, where nothing has
 * arrived since the entry before it was stored, which is the same place; and after the result of the handler, because a stored result
 * ends its invocation in the same moment.
 */
export class Standings {
  readonly all: Standing[] = [];
  readonly #journals = new Map<string, string[]>();
  readonly #handlers = new Map<string, string>();
  /** Invocations whose result is stored. */
  readonly #ended = new Set<string>();
  /** Invocations in which nothing has happened since an entry was stored. */
  readonly #still = new Set<string>();
  /** Those whose journal ends with a step. */
  readonly #steps = new Set<string>();

  see(event: TraceEvent): void {
    if (event.type === 'invocation created') this.#handlers.set(event.invocation, handlerOf(event.target));
    if (event.type === 'notified' || event.type === 'attempt started') this.#still.delete(event.invocation);
    if (event.type !== 'appended') return;
    const journal = this.#journals.get(event.invocation) ?? [];
    this.#journals.set(event.invocation, journal);
    journal.push(entryLabel(shownCommand(event.command), event.atMs));
    if (event.command.type === 'Output') this.#ended.add(event.invocation);
    if (event.command.type === 'Run') this.#steps.add(event.invocation);
    else this.#steps.delete(event.invocation);
  }

  /** The journals of all invocations, as far as they have come. */
  journals(): readonly { readonly handler: string; readonly entries: readonly string[] }[] {
    return [...this.#journals].map(([invocation, entries]) => ({
      handler: this.#handlers.get(invocation) ?? invocation,
      entries,
    }));
  }

  /** @returns where it stands; undefined where that is left out */
  visit({ invocation, service, handler, attempt, entry, phase }: JournalPoint): Standing | undefined {
    const journal = [...(this.#journals.get(invocation) ?? [])];
    const isRepeated = phase === 'before' && this.#still.has(invocation);
    if (phase === 'after') this.#still.add(invocation);
    const isStep = this.#steps.has(invocation) && (isRepeated || phase === 'after');
    if ((isRepeated && !isStep) || this.#ended.has(invocation)) return undefined;
    const standing: Standing = {
      invocation,
      handler: `${service}/${handler}`,
      point: { attempt, entry, phase },
      journal,
      ...(isStep && { for: isRepeated ? 'resume' : 'other routes' }),
    };
    this.all.push(standing);
    return standing;
  }
}
