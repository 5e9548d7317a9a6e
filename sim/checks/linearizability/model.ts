/** What an operation was told: a value, or the status of a failure. */
export type Answer = { readonly value: unknown } | { readonly failure: number };

/** An operation as a model sees it. */
export interface ModelOperation {
  readonly service: string;
  /** Key of the object; undefined for plain services. */
  readonly key: string | undefined;
  readonly handler: string;
  readonly input: unknown;
  /** What it was told; undefined when nobody was told anything, so that any answer will do. */
  readonly answer: Answer | undefined;
}

/** What a model makes of an operation: the state afterwards, and either a value or the status of a failure. */
export interface Applied<State> {
  readonly state: State;
  readonly value?: unknown;
  readonly failure?: number;
}

/** What the services are meant to be, as if they handled one operation after another. */
export interface Model<State> {
  /** The state before the first operation. Never written to. */
  readonly init: State;
  /**
   * Applies one operation. Must not change `state`, but return another; states are compared as plain data.
   * @returns undefined where the operation is not possible in this state, whatever it was told
   */
  apply(state: State, operation: ModelOperation): Applied<State> | undefined;
  /** Whether an operation is the model's business. Default: all are. */
  covers?(operation: ModelOperation): boolean;
  /**
   * What an operation touches. Operations that have nothing in common, directly or through others, are checked apart.
   * Default: its own service and key.
   */
  keysOf?(operation: ModelOperation): readonly string[];
}

/** An operation in a history: from when to when, on any clock that orders events. */
export interface HistoryOperation extends ModelOperation {
  /** Name of the operation, for messages. */
  readonly id: string;
  readonly invokedAt: number;
  /** Undefined while nobody was told the answer: it may have happened at any time since, or not at all. */
  readonly returnedAt: number | undefined;
  /** Where it took effect as far as is known; only a hint that saves a search. */
  readonly committedAt?: number;
}
