import type { OperationSpec } from '../../simulation/scenario/operation-spec.ts';

/** How often a request is drawn again to hit the keys that a run concentrates on. */
const DRAWS = 8;
/** How often for the first key of a service, which another service may not have. */
const FIRST_DRAWS = 4;

/** The keys that the requests of one run go to: a few of each service, and where they can, the same ones of several services. */
export class RunKeys {
  readonly #limit: number;
  readonly #all = new Set<string>();
  readonly #byService = new Map<string, Set<string>>();

  /** @param limit keys of each service */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @param draws how often the request has been drawn @returns whether it is to be taken, and not drawn again */
  fits({ service, key }: OperationSpec, draws: number): boolean {
    if (key === undefined || draws >= DRAWS) return true;
    const own = this.#byService.get(service);
    if (own === undefined) return this.#all.size === 0 || this.#all.has(key) || draws >= FIRST_DRAWS;
    return own.size < this.#limit || own.has(key);
  }

  /** Takes note of a request that the run makes. */
  add({ service, key }: OperationSpec): void {
    if (key === undefined || this.#limit === Infinity) return;
    this.#all.add(key);
    let own = this.#byService.get(service);
    if (own === undefined) this.#byService.set(service, (own = new Set()));
    if (own.size < this.#limit) own.add(key);
  }
}
