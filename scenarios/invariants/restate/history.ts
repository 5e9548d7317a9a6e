import type { EventOf, TraceEvent } from '../../../sim/index.ts';

type Created = EventOf<'invocation created'>;

/** A command of a journal. */
export type Command = EventOf<'appended'>['command'];

/** Index of the built-in signal that cancels an invocation. */
export const CANCEL_SIGNAL = 1;

/** A command with its entry in the journal. */
export interface Issued {
  readonly entry: number;
  readonly command: Command;
}

/** The invocations of a run: their targets, their commands, and their results. */
export class History {
  readonly created = new Map<string, Created>();
  readonly completed = new Map<string, EventOf<'completed'>>();
  /** Invocation -> number of rows in its journal, including the input. */
  readonly rows = new Map<string, number>();
  /** Invocations whose first attempt has started. */
  readonly started = new Set<string>();
  readonly cancelled = new Set<string>();
  /** Invocations that were removed from an inbox or a schedule before they started. */
  readonly removed = new Set<string>();
  readonly #ids = new Map<string, string>();
  readonly #issued = new Map<string, Map<number, Issued>>();
  readonly #commands = new Map<string, Issued[]>();

  see(event: TraceEvent): void {
    switch (event.type) {
      case 'invocation created':
        this.created.set(event.invocation, event);
        this.rows.set(event.invocation, 1);
        this.#ids.set(event.id, event.invocation);
        return;
      case 'attempt started':
        this.started.add(event.invocation);
        return;
      case 'appended': {
        this.#row(event.invocation);
        const issued = { entry: event.entry, command: event.command };
        this.#commands.set(event.invocation, [...this.commands(event.invocation), issued]);
        if (!('completion' in event.command)) return;
        const own = this.#issued.get(event.invocation) ?? new Map<number, Issued>();
        this.#issued.set(event.invocation, own.set(event.command.completion, issued));
        return;
      }
      case 'notified':
        this.#row(event.invocation);
        return;
      case 'completed':
        this.completed.set(event.invocation, event);
        return;
      case 'removed':
        this.removed.add(event.invocation);
        return;
      case 'cancel requested':
        this.cancelled.add(event.invocation);
        return;
      default:
        return;
    }
  }

  /** @returns the command with a completion id */
  commandOf(invocation: string, completion: number): Issued | undefined {
    return this.#issued.get(invocation)?.get(completion);
  }

  commands(invocation: string): readonly Issued[] {
    return this.#commands.get(invocation) ?? [];
  }

  /** @returns the address of the invocation with this id */
  addressOf(id: string): string | undefined {
    return this.#ids.get(id);
  }

  /** @returns whether the invocation has completed or was removed */
  isOver(invocation: string): boolean {
    return this.completed.has(invocation) || this.removed.has(invocation);
  }

  /** @returns `Service/key` of an invocation; undefined for plain services */
  keyOf(invocation: string): string | undefined {
    const target = this.created.get(invocation)?.target;
    return target?.key === undefined ? undefined : `${target.service}/${target.key}`;
  }

  #row(invocation: string): void {
    this.rows.set(invocation, (this.rows.get(invocation) ?? 1) + 1);
  }
}
