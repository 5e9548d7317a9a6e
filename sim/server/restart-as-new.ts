import { restartOf } from '../core/address.ts';
import type { Acceptance, InvokeRequest } from './acceptance.ts';
import type { Invocation } from './invocation.ts';

/**
 * Runs completed invocations once more with the same input, under a new id and without their idempotency keys.
 * Rule: docs/internals/upgrade-semantics.md#restart-as-new
 */
export class RestartAsNew {
  readonly #acceptance: Pick<Acceptance, 'apply' | 'identify'>;
  /** How often each invocation was restarted, by id. */
  readonly #times = new Map<string, number>();

  constructor(acceptance: Pick<Acceptance, 'apply' | 'identify'>) {
    this.#acceptance = acceptance;
  }

  /** @returns the id of the new invocation */
  start(old: Invocation): string {
    const { address, id, target, kind, serviceKind, headers, input, retention } = old.origin;
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
      restartedFrom: id,
      retention,
    };
    return this.#acceptance.apply({ ...request, id: this.#acceptance.identify(request).id }).invocation.id;
  }
}
