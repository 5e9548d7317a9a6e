import type { Answer } from './answer.ts';

/** The response of the ingress to a send. */
export class Receipt<T> {
  readonly invocationId: string;
  /** `PreviouslyAccepted` when an equal request (idempotency key, workflow key) was accepted before. */
  readonly status: 'Accepted' | 'PreviouslyAccepted';
  /** Start of a delayed invocation, as an ISO time. */
  readonly executionTime?: string;
  readonly #later: Later<T>;

  constructor(fields: ReceiptFields, later: Later<T>) {
    this.invocationId = fields.invocationId;
    this.status = fields.status;
    if (fields.executionTime !== undefined) this.executionTime = fields.executionTime;
    this.#later = later;
  }

  /** Waits for the result. */
  attach(): Answer<T> {
    return this.#later.attach(this.invocationId);
  }

  /** The result, if the invocation has completed. */
  output(): Answer<MaybeOutput<T>> {
    return this.#later.output(this.invocationId);
  }
}

/** The result of an invocation, if it has completed. */
export type MaybeOutput<T> = { readonly ready: true; readonly result: T } | { readonly ready: false };

export interface ReceiptFields {
  readonly invocationId: string;
  readonly status: 'Accepted' | 'PreviouslyAccepted';
  readonly executionTime?: string;
}

interface Later<T> {
  attach(id: string): Answer<T>;
  output(id: string): Answer<MaybeOutput<T>>;
}
