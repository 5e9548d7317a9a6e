/** The response to an operation: a value, or the status of a failure. */
export type Answer = { readonly value: unknown } | { readonly failure: number };

/** An operation as a model sees it. */
export interface ModelOperation {
  readonly service: string;
  /** Key of the object; undefined for plain services. */
  readonly key: string | undefined;
  readonly handler: string;
  readonly input: unknown;
  /** The response that the client got; undefined when it got none, so that any answer fits. */
  readonly answer: Answer | undefined;
}

/** The result of an operation in a model: the state afterwards, and either a value or the status of a failure. */
export interface Applied<State> {
  readonly state: State;
  readonly value?: unknown;
  readonly failure?: number;
}

/** The specification of the services, as if they handled one operation after another. */
export interface Model<State> {
  /** The state before the first operation. It is never changed. */
  readonly init: State;
  /**
   * Applies one operation. It must not change `state`, but return a new state; states are compared as plain data.
   * @returns undefined where the operation is impossible in this state, with any answer
   */
  apply(state: State, operation: ModelOperation): Applied<State> | undefined;
  /** Whether the model describes this operation. Default: it describes all. */
  covers?(operation: ModelOperation): boolean;
  /**
   * The keys that an operation touches. Operations without a common key, directly or through others, are checked
   * separately. Default: its own service and key.
   */
  keysOf?(operation: ModelOperation): readonly string[];
}

/** An operation in a history, with its start and end on any clock that orders events. */
export interface HistoryOperation extends ModelOperation {
  /** Name of the operation, for messages. */
  readonly id: string;
  readonly invokedAt: number;
  /** Undefined without a response: the operation may have taken effect at any time since, or not at all. */
  readonly returnedAt: number | undefined;
  /** When it probably took effect; only a hint that saves a search. */
  readonly committedAt?: number;
}
