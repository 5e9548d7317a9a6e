import type { Answer } from './answer.ts';
import type { MaybeOutput } from './client-types.ts';

/** What the ingress says about a send. */
export class Receipt<T> {
  readonly invocationId: string;
  /** `PreviouslyAccepted` when an equal request (idempotency key, workflow key) was there before. */
  readonly status: 'Accepted' | 'PreviouslyAccepted';
  /** When it begins, if it was delayed: ISO time. */
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

  /** The result, if it is there already. */
  output(): Answer<MaybeOutput<T>> {
    return this.#later.output(this.invocationId);
  }
}

export interface ReceiptFields {
  readonly invocationId: string;
  readonly status: 'Accepted' | 'PreviouslyAccepted';
  readonly executionTime?: string;
}

interface Later<T> {
  attach(id: string): Answer<T>;
  output(id: string): Answer<MaybeOutput<T>>;
}
