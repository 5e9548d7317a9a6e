import type { TraceEvent } from '../trace/event.ts';
import type { Breach, Invariant, Watcher } from './invariant.ts';

/** Exclusive invocations of a key begin in the order in which they arrived: the inbox is first in, first out. */
export const servedInOrder: Invariant = {
  name: 'a key serves requests in order of arrival',
  watch: () => new ArrivalWatcher(),
};

class ArrivalWatcher implements Watcher {
  /** Key -> those that have arrived and not begun. */
  readonly #waiting = new Map<string, string[]>();
  readonly #keys = new Map<string, string>();
  #overtakable = 0;

  see(event: TraceEvent): Breach | undefined {
    switch (event.type) {
      case 'queued': {
        this.#keys.set(event.invocation, event.key);
        const line = this.#waiting.get(event.key);
        if (line === undefined) this.#waiting.set(event.key, [event.invocation]);
        else line.push(event.invocation);
        return undefined;
      }
      case 'lock taken': {
        const line = this.#waiting.get(event.key);
        const at = line?.indexOf(event.invocation) ?? -1;
        if (line === undefined || at < 0) return undefined;
        if (line.length > 1) this.#overtakable++;
        const first = line[0] ?? '';
        line.splice(at, 1);
        if (at === 0) return undefined;
        return {
          message: `${event.invocation} began on ${event.key} before ${first}, which had arrived earlier.`,
          events: [event.seq],
        };
      }
      case 'removed': {
        const line = this.#waiting.get(this.#keys.get(event.invocation) ?? '');
        const at = line?.indexOf(event.invocation) ?? -1;
        if (at >= 0) line?.splice(at, 1);
        return undefined;
      }
      default:
        return undefined;
    }
  }

  exercised(): number {
    return this.#overtakable;
  }
}
