import type { StateView } from '../checks/invariant.ts';
import { decodePayload } from '../checks/naming.ts';
import type { Target } from '../journal/command.ts';
import type { TraceEvent } from '../trace/event.ts';

/** State as journals show it: what handlers wrote, and before that what they read. What neither shows is unknown. */
export class HistoryState {
  /** What was asked for and no journal shows, in words. */
  readonly unknown: Set<string> = new Set();
  readonly view: StateView = {
    state: (service, key, name) => this.#state(service, key, name),
    keys: (service) => [...(this.#keys.get(service) ?? [])].toSorted(),
    effect: (name) => void this.unknown.add(`the effect "${name}"`),
  };
  readonly #targets = new Map<string, Target>();
  /** `Service/key` -> name -> value; undefined for one that is known to have none. */
  readonly #values = new Map<string, Map<string, Uint8Array | undefined>>();
  /** `Service/key` that was cleared: every name that was not written since has no value. */
  readonly #cleared = new Set<string>();
  readonly #keys = new Map<string, Set<string>>();

  see(event: TraceEvent): void {
    if (event.type === 'invocation created') {
      const { service, key } = event.target;
      this.#targets.set(event.invocation, event.target);
      if (key !== undefined) this.#keys.set(service, (this.#keys.get(service) ?? new Set()).add(key));
    }
    const target = event.type === 'appended' ? this.#targets.get(event.invocation) : undefined;
    if (event.type !== 'appended' || target?.key === undefined) return;
    const { command } = event;
    const owner = `${target.service}/${target.key}`;
    const values = this.#values.get(owner) ?? new Map<string, Uint8Array | undefined>();
    this.#values.set(owner, values);
    if (command.type === 'SetState') values.set(command.key, command.value);
    else if (command.type === 'ClearState') values.set(command.key, undefined);
    else if (command.type === 'GetEagerState' && !values.has(command.key)) values.set(command.key, command.value);
    else if (command.type === 'ClearAllState') {
      values.clear();
      this.#cleared.add(owner);
    }
  }

  #state(service: string, key: string, name: string): unknown {
    const owner = `${service}/${key}`;
    const values = this.#values.get(owner);
    if (values?.has(name) !== true && !this.#cleared.has(owner)) {
      this.unknown.add(`the state "${name}" of ${owner}`);
      return undefined;
    }
    const value = values?.get(name);
    return value === undefined ? undefined : decodePayload(value);
  }
}
