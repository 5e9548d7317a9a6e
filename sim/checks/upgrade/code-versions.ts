import type { EventType, TraceEvent } from '../../trace/event.ts';

/**
 * Knows which code runs and has run what: each deploy brings other code, so the code that is there at the start has number 1, the
 * next one number 2. A roll-back brings a third, even if it is the first again.
 */
export class CodeVersions {
  /** Number of a deployment -> the code that its process runs now. */
  readonly #running = new Map<number, number>([[1, 1]]);
  /** Invocation -> the code of its current attempt. */
  readonly #current = new Map<string, number>();
  /** Invocation -> for each entry, the code that has stored it; the input has none. */
  readonly #stored = new Map<string, (number | undefined)[]>();
  readonly #rolledBack = new Set<number>();
  #latest = 1;
  #isRollingBack = false;

  /** How often other code has arrived. */
  get deploys(): number {
    return this.#latest - 1;
  }

  see(event: TraceEvent): void {
    switch (event.type) {
      case 'trouble':
        this.#isRollingBack = event.trouble === 'roll back';
        return;
      case 'deployed':
        // Registered again, it is the same code.
        if (event.how !== 'registered again') this.#arrive(event.deployment);
        return;
      case 'attempt started':
        this.#current.set(event.invocation, this.#running.get(event.deployment ?? 1) ?? 1);
        return;
      case 'appended': {
        const stored = this.#stored.get(event.invocation) ?? [undefined];
        this.#stored.set(event.invocation, stored);
        stored[event.entry] = this.#current.get(event.invocation);
        return;
      }
      case 'forgotten':
        this.#current.delete(event.invocation);
        this.#stored.delete(event.invocation);
        return;
      default:
        return;
    }
  }

  /** The code of the current attempt of an invocation, in words; undefined before its first. */
  nameOf(invocation: string): string {
    const version = this.#current.get(invocation) ?? 1;
    return this.#name(version);
  }

  /** The code that has arrived last, in words. */
  get latest(): string {
    return this.#name(this.#latest);
  }

  #name(version: number): string {
    if (this.#rolledBack.has(version)) return OLD_AGAIN;
    return version === 1 ? 'the old code' : 'the new code';
  }

  /** The entries of an invocation that other code has stored than that of its current attempt. */
  foreignEntries(invocation: string): number {
    const own = this.#current.get(invocation);
    return (this.#stored.get(invocation) ?? []).filter((by) => by !== undefined && by !== own).length;
  }

  #arrive(deployment: number): void {
    this.#running.set(deployment, ++this.#latest);
    if (this.#isRollingBack) this.#rolledBack.add(this.#latest);
  }
}

/** What the old code is called after a roll-back. */
export const OLD_AGAIN = 'the old code, deployed again,';

/** What {@link CodeVersions} has to see. */
export const CODE_EVENTS: readonly EventType[] = ['trouble', 'deployed', 'attempt started', 'appended', 'forgotten'];
