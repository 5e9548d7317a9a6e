import type { BoundService } from '../attempt/definition.ts';
import type { Admission } from './admission.ts';
import type { Invocation } from './invocation.ts';
import type { ObjectKey, StateMutation } from './object-key.ts';

/** A replacement of a key's state, from the moment in which it was requested. */
export interface StateEdit {
  /** `Service/key` */
  readonly key: string;
  /** Whether it has left the inbox: its state is in place, unless it named another version. */
  readonly settled: () => boolean;
}

/** Replacements of whole states by an operator, in line with the exclusive handlers of the key. */
export class StateEdits {
  readonly #deployments: { kindOf(service: string): BoundService['kind'] | undefined };
  readonly #keys: { of(service: string, key: string, scope?: string): ObjectKey<Invocation> };
  readonly #admission: Pick<Admission, 'mutate'>;

  constructor(
    deployments: { kindOf(service: string): BoundService['kind'] | undefined },
    keys: { of(service: string, key: string, scope?: string): ObjectKey<Invocation> },
    admission: Pick<Admission, 'mutate'>,
  ) {
    this.#deployments = deployments;
    this.#keys = keys;
    this.#admission = admission;
  }

  /** @returns the server's words for why the state cannot be replaced; undefined when it can */
  refusal(service: string, isEmpty: boolean): { readonly status: number; readonly message: string } | undefined {
    const kind = this.#deployments.kindOf(service);
    if (kind === 'service') return { status: 400, message: 'Cannot modify state for service type Service' };
    if (kind === undefined && !isEmpty) {
      return { status: 404, message: `The requested service '${service}' does not exist` };
    }
    return undefined;
  }

  /**
   * @param version the version that the state must have, see {@link StateStore.version}; undefined for any
   * @param scope that of the key; undefined outside of scopes
   */
  replace(
    service: string,
    key: string,
    state: ReadonlyMap<string, Uint8Array>,
    version?: string,
    scope?: string,
  ): StateEdit {
    const objectKey = this.#keys.of(service, key, scope);
    const mutation: StateMutation = { kind: 'mutation', state, version };
    this.#admission.mutate(objectKey, mutation);
    const settled = (): boolean => !objectKey.inbox.includes(mutation);
    return { key: objectKey.name, settled };
  }
}
