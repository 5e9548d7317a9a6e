/** A terminal failure as it travels in the journal and over the ingress. */
export interface Failure {
  readonly code: number;
  readonly message: string;
  readonly metadata?: readonly { readonly key: string; readonly value: string }[];
}

/** A result that may be a value (bytes, as the declared serde wrote them) or a terminal failure. */
export type Outcome = { readonly ok: Uint8Array } | { readonly failure: Failure };
