import type { StateView } from '../checks/invariant.ts';
import { decodePayload } from '../checks/naming.ts';
import type { Target } from '../journal/command.ts';
import type { StoredState } from './journals.ts';
import type { Observed } from './observe.ts';
import type { Outside } from './outside.ts';

/** State as it was while a run went, by what its journals wrote; at the end it is what the server's table says. */
export class ObservedState {
  /** What invariants look at. */
  readonly view: StateView = {
    state: (service, key, name) => this.#state(service, key, name),
    keys: (service) => this.#keysOf(service),
    effect: (name) => this.#effect(name),
  };
  readonly #stored: StoredState;
  readonly #outside: Outside;
  readonly #targets = new Map<string, Target>();
  readonly #values = new Map<string, Map<string, Uint8Array>>();
  readonly #keys = new Map<string, Set<string>>();
  #effects: ReadonlyMap<string, unknown> | undefined;
  #isOver = false;

  constructor(stored: StoredState, outside: Outside) {
    this.#stored = stored;
    this.#outside = outside;
  }

  /** An event that is about to be judged. */
  see({ event, effects }: Observed): void {
    if (effects !== undefined) this.#effects = effects;
    if (event.type === 'invocation created') {
      const { service, key } = event.target;
      this.#targets.set(event.invocation, event.target);
      if (key === undefined) return;
      const keys = this.#keys.get(service) ?? new Set();
      this.#keys.set(service, keys.add(key));
    }
    const target = event.type === 'appended' ? this.#targets.get(event.invocation) : undefined;
    if (event.type !== 'appended' || target?.key === undefined) return;
    const { command } = event;
    const name = describeInvocation(target.service, target.key);
    const values = this.#values.get(name) ?? new Map<string, Uint8Array>();
    this.#values.set(name, values);
    if (command.type === 'SetState') values.set(command.key, command.value);
    if (command.type === 'ClearState') values.delete(command.key);
    if (command.type === 'ClearAllState') values.clear();
  }

  /** From here on, what the server's table and the outside world show. */
  end(): void {
    this.#isOver = true;
  }

  /** @returns a key whose state is another one than what was seen to be written last, such as `Service/key` */
  get differing(): string | undefined {
    const stored = new Map(
      [...this.#stored].flatMap(([service, keys]) =>
        [...keys].map(([key, values]) => [describeInvocation(service, key), values] as const),
      ),
    );
    const names = new Set([...this.#values.keys(), ...stored.keys()]);
    return [...names].find((name) => !areSame(this.#values.get(name) ?? NONE, stored.get(name) ?? NONE));
  }

  #state(service: string, key: string, name: string): unknown {
    const values = this.#isOver
      ? this.#stored.get(service)?.get(key)
      : this.#values.get(describeInvocation(service, key));
    const value = values?.get(name);
    return value === undefined ? undefined : decodePayload(value);
  }

  #keysOf(service: string): readonly string[] {
    const stored = this.#isOver ? [...(this.#stored.get(service)?.keys() ?? [])] : [];
    return [...new Set([...(this.#keys.get(service) ?? []), ...stored])].toSorted();
  }

  #effect(name: string): unknown {
    return this.#isOver || this.#effects === undefined ? this.#outside.state(name) : this.#effects.get(name);
  }
}

type Values = ReadonlyMap<string, Uint8Array>;
const NONE: Values = new Map();

function areSame(some: Values, others: Values): boolean {
  if (some.size !== others.size) return false;
  return [...some].every(([name, value]) => {
    const other = others.get(name);
    return other !== undefined && Buffer.from(value).equals(other);
  });
}

function describeInvocation(service: string, key: string): string {
  return `${service}/${key}`;
}
