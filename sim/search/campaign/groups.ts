import { operationOf } from '../../core/address.ts';
import type { TraceEvent } from '../../trace/event.ts';
import type { Group } from '../plan/seen.ts';

/** A kind of request, by its index in the scenario, and the service that it goes to. */
export interface Kind {
  readonly kind: number;
  readonly service: string;
  /** The operation that was of this kind in a run; undefined if none was. */
  readonly operation: string | undefined;
}

/**
 * Finds out which kinds of requests can have to do with each other: they go to the same service, to one that another calls
 * or sends to, or their handlers use the same effect.
 */
export class Groups {
  /** What each node (a kind, a service or an effect) was joined to. A node without an entry is the root of its group. */
  readonly #parents = new Map<string, string>();
  /** The journal entries of the requests of each kind, each one once. */
  readonly #entries = new Map<number, Set<string>>();

  /** Takes note of what a run did for its requests. */
  see(made: readonly Kind[], events: readonly TraceEvent[]): void {
    const kinds = new Map(made.map(({ operation, kind }) => [operation, kind]));
    for (const { kind, service } of made) this.#join(kind, `service ${service}`);
    for (const event of events) {
      const kind = 'invocation' in event ? kinds.get(operationOf(event.invocation ?? '') ?? '') : undefined;
      if (kind === undefined) continue;
      if (event.type === 'invocation created') this.#join(kind, `service ${event.target.service}`);
      if (event.type === 'effect began') this.#join(kind, `effect ${event.effect}`);
      if (event.type === 'appended') this.#entries.get(kind)?.add(`${event.entry} ${event.command.type}`);
    }
  }

  /**
   * @returns the groups, and their kinds, in the order of the scenario. A kind of which nothing is known, because the runs ended
   * before, is in each of them.
   */
  found(): readonly Group[] {
    const groups = new Map<string, { kinds: number[]; weight: number }>();
    for (const [kind, entries] of this.#entries) {
      const root = this.#rootOf(nodeOf(kind));
      const group = groups.get(root) ?? { kinds: [], weight: 1 };
      groups.set(root, { kinds: [...group.kinds, kind], weight: group.weight + entries.size });
    }
    const all = [...groups.values()];
    const unknown = all.flatMap(({ kinds, weight }) => (weight === 1 ? kinds : []));
    return all.flatMap(({ kinds, weight }) =>
      weight === 1 ? [] : { kinds: [...kinds, ...unknown].toSorted((one, other) => one - other), weight },
    );
  }

  #join(kind: number, other: string): void {
    if (!this.#entries.has(kind)) this.#entries.set(kind, new Set());
    const [root, joined] = [this.#rootOf(nodeOf(kind)), this.#rootOf(other)];
    if (root !== joined) this.#parents.set(root, joined);
  }

  #rootOf(node: string): string {
    let root = node;
    for (let next = this.#parents.get(root); next !== undefined; next = this.#parents.get(root)) root = next;
    return root;
  }
}

function nodeOf(kind: number): string {
  return `kind ${kind}`;
}
