import type { EventOf, TraceEvent } from '../../../sim/index.ts';

type Created = EventOf<'invocation created'>;

/** A command of a journal. */
export type Command = EventOf<'appended'>['command'];

/** Index of the built-in signal that cancels an invocation. */
export const CANCEL_SIGNAL = 1;

/** A command as it stands in a journal. */
export interface Asked {
  readonly entry: number;
  readonly command: Command;
}

/** What is known of the invocations of a run: who they are, what they have asked for, and how they have ended. */
export class History {
  readonly created = new Map<string, Created>();
  readonly completed = new Map<string, EventOf<'completed'>>();
  /** Invocation -> rows of its journal, its input among them. */
  readonly rows = new Map<string, number>();
  /** Whose first attempt has started. */
  readonly started = new Set<string>();
  readonly cancelled = new Set<string>();
  /** Taken out of an inbox or a schedule before they began. */
  readonly removed = new Set<string>();
  readonly #ids = new Map<string, string>();
  readonly #asked = new Map<string, Map<number, Asked>>();
  readonly #commands = new Map<string, Asked[]>();

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
        const asked = { entry: event.entry, command: event.command };
        this.#commands.set(event.invocation, [...this.commands(event.invocation), asked]);
        if (!('completion' in event.command)) return;
        const own = this.#asked.get(event.invocation) ?? new Map<number, Asked>();
        this.#asked.set(event.invocation, own.set(event.command.completion, asked));
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

  /** The command that is answered under a completion id. */
  askedBy(invocation: string, completion: number): Asked | undefined {
    return this.#asked.get(invocation)?.get(completion);
  }

  commands(invocation: string): readonly Asked[] {
    return this.#commands.get(invocation) ?? [];
  }

  /** The address of an invocation that is known by its id. */
  addressOf(id: string): string | undefined {
    return this.#ids.get(id);
  }

  /** Whether it has come to an end, or was never begun. */
  isOver(invocation: string): boolean {
    return this.completed.has(invocation) || this.removed.has(invocation);
  }

  /** `Service/key` of an invocation; undefined for plain services. */
  keyOf(invocation: string): string | undefined {
    const target = this.created.get(invocation)?.target;
    return target?.key === undefined ? undefined : `${target.service}/${target.key}`;
  }

  #row(invocation: string): void {
    this.rows.set(invocation, (this.rows.get(invocation) ?? 1) + 1);
  }
}
