import { restartOf } from '../core/address.ts';
import type { Acceptance, InvokeRequest } from './acceptance.ts';
import type { Pin } from './deployments/destination.ts';
import type { Invocation } from './invocation.ts';
import { journalPrefix } from './journal-prefix.ts';

/**
 * Runs completed invocations once more with the same input and the first rows of the journal, under a new id and without
 * their idempotency keys.
 * Rule: docs/internals/upgrade-semantics.md#restart-as-new
 */
export class RestartAsNew {
  readonly #acceptance: Pick<Acceptance, 'apply' | 'identify'>;
  /** How often each invocation was restarted, by id. */
  readonly #times = new Map<string, number>();

  constructor(acceptance: Pick<Acceptance, 'apply' | 'identify'>) {
    this.#acceptance = acceptance;
  }

  /**
   * @param from the last row of the journal that is copied
   * @param pin where all attempts of the new invocation go; undefined to let its first command decide
   * @returns the id of the new invocation
   */
  start(old: Invocation, from: number, pin: Pin | undefined): string {
    const { address, id, target, kind, serviceKind, headers, input, retention, seed } = old.origin;
    const times = (this.#times.get(id) ?? 0) + 1;
    this.#times.set(id, times);
    const request: Omit<InvokeRequest, 'id'> = {
      address: restartOf(address, times),
      target,
      kind,
      serviceKind,
      headers,
      input,
      idempotencyKey: undefined,
      executeAtMs: undefined,
      by: undefined,
      waiter: undefined,
      // Without a seed of its own it follows from the new id, and what `ctx.rand` drew in the prefix is lost.
      restart: { id, address, pin, rows: journalPrefix(old.journal, from), seed: from > 0 ? seed : undefined },
      retention,
    };
    return this.#acceptance.apply({ ...request, id: this.#acceptance.identify(request).id }).invocation.id;
  }
}
