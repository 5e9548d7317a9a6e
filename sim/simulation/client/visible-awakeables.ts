import { stepOf } from '../../core/address.ts';
import { handlerOf } from '../../checks/naming.ts';
import { parseAwakeableId } from '../../journal/awakeable-id.ts';
import { FIRST_AWAKEABLE_SIGNAL } from '../../journal/notification.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';

/** An awakeable whose id has left the handler that made it. */
export interface VisibleAwakeable {
  readonly id: string;
  /** The invocation that made it, and its handler as `Service/handler`. */
  readonly invocation: string;
  readonly handler: string;
  /** Its number among the awakeables of the invocation, from 1. */
  readonly number: number;
}

/** What every awakeable id begins with. */
const PREFIX = 'sign_1';
const ID = /sign_1[\w-]+/g;

/**
 * Collects the ids of awakeables that a run shows: in results of `ctx.run`, state, inputs, responses, and inputs of effects.
 * An id that stays inside its handler is known to no other code.
 */
export class VisibleAwakeables {
  /** Awakeables that are visible and not completed, in the order in which they were first seen. */
  readonly open: Map<string, VisibleAwakeable> = new Map<string, VisibleAwakeable>();
  /** Handlers with an awakeable that a handler has completed: the services do that themselves. */
  readonly completedByServices: Set<string> = new Set<string>();
  readonly #created = new Map<string, EventOf<'invocation created'>>();
  /** By invocation and number: a later invocation may have the same id, and then its awakeables have too. */
  readonly #seen = new Set<string>();

  see(event: TraceEvent): void {
    switch (event.type) {
      case 'invocation created':
        this.#created.set(event.id, event);
        return;
      case 'completed':
      case 'removed':
        for (const { id, invocation } of this.open.values()) if (invocation === event.invocation) this.open.delete(id);
        return;
      case 'effect began':
        this.#scanText(JSON.stringify(event.input) ?? '');
        return;
      case 'notified':
        if (event.notification.type === 'completion' && event.notification.of === 'Run') {
          const { result } = event.notification;
          if (typeof result === 'object' && 'ok' in result) this.#scan(result.ok);
        }
        return;
      case 'appended':
        this.#appended(event);
        return;
      default:
        return;
    }
  }

  #appended({ command }: EventOf<'appended'>): void {
    switch (command.type) {
      case 'SetState':
        this.#scan(command.value);
        return;
      case 'Call':
      case 'OneWayCall':
        this.#scan(command.parameter);
        return;
      case 'Output':
        if ('ok' in command.result) this.#scan(command.result.ok);
        return;
      case 'CompleteAwakeable': {
        const made = this.#read(command.awakeableId);
        if (made !== undefined) {
          this.completedByServices.add(made.handler);
          this.#seen.add(nameOfAwakeable(made));
        }
        this.open.delete(command.awakeableId);
        return;
      }
      default:
        return;
    }
  }

  /** The bytes are searched first: nearly no payload has an id. */
  #scan(bytes: Uint8Array): void {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (buffer.includes(PREFIX)) this.#scanText(buffer.toString('utf8'));
  }

  #scanText(text: string): void {
    for (const [id] of text.matchAll(ID)) {
      const made = this.#read(id);
      if (made === undefined || this.#seen.has(nameOfAwakeable(made))) continue;
      this.#seen.add(nameOfAwakeable(made));
      this.open.set(id, made);
    }
  }

  #read(id: string): VisibleAwakeable | undefined {
    const parsed = parseAwakeableId(id);
    const created = parsed === undefined ? undefined : this.#created.get(parsed.invocation);
    if (parsed === undefined || created === undefined) return undefined;
    const number = parsed.index - FIRST_AWAKEABLE_SIGNAL + 1;
    return { id, invocation: created.invocation, handler: handlerOf(created.target), number };
  }
}

/** @returns a name that no other awakeable of the run has */
export function nameOfAwakeable({ invocation, number }: Pick<VisibleAwakeable, 'invocation' | 'number'>): string {
  return stepOf(invocation, `awakeable ${number}`);
}
