import type { AnySerde } from './serde.ts';
import type { Sdk } from './sdk-shape.ts';

/** How a handler takes part in locking, in the words of the discovery document. */
export type HandlerKind = 'SERVICE' | 'EXCLUSIVE' | 'SHARED' | 'WORKFLOW';

/** A service definition, read from what the user's `restate.object / service / workflow` returned. */
export interface BoundService {
  readonly name: string;
  readonly kind: 'service' | 'object' | 'workflow';
  readonly handlers: ReadonlyMap<string, BoundHandler>;
  /** Holds for handlers that it does not have, and for those that set none. */
  readonly retryPolicy: RetryPolicy;
  /** The user's definition, untouched. */
  readonly definition: unknown;
  readonly sdk: Sdk;
}

/** One handler with its effective options (handler over service), all durations in ms. */
export interface BoundHandler {
  readonly service: string;
  readonly name: string;
  readonly kind: HandlerKind;
  readonly options: HandlerOptions;
  readonly sdk: Sdk;
  /** Runs the user's function on a context; decodes the input and encodes the output with the declared serdes. */
  invoke(context: unknown, input: Uint8Array): Promise<Uint8Array>;
  readonly hooks: readonly unknown[];
  readonly asTerminalError?: (error: unknown) => Error | undefined;
  readonly defaultSerde: AnySerde;
  readonly inputSerde: AnySerde;
  readonly outputSerde: AnySerde;
}

export interface HandlerOptions {
  readonly ingressPrivate: boolean;
  readonly enableLazyState: boolean;
  /** Undefined: the server's default. */
  readonly inactivityTimeoutMs: number | undefined;
  readonly abortTimeoutMs: number;
  readonly journalRetentionMs: number;
  readonly idempotencyRetentionMs: number;
  readonly workflowRetentionMs: number;
  readonly retryPolicy: RetryPolicy;
  readonly explicitCancellation: boolean;
  readonly onJournalMismatchErrors: 'retry' | 'pause' | 'fail';
  /** Content type that the ingress requires; undefined accepts no body at all. */
  readonly accept: string | undefined;
  /** Whether the input has a declared schema: the ingress then refuses an empty body. */
  readonly inputHasSchema: boolean;
  /** Content type of responses; undefined sets none. */
  readonly outputContentType: string | undefined;
  /** Whether empty responses have the content type, too. */
  readonly setOutputContentTypeIfEmpty: boolean;
}

export interface RetryPolicy {
  readonly initialIntervalMs: number;
  readonly maxIntervalMs: number;
  readonly exponentiationFactor: number;
  /** Counts the first attempt; undefined is unlimited. */
  readonly maxAttempts: number | undefined;
  readonly onMaxAttempts: 'pause' | 'kill';
}

/** The defaults of a fresh server for what a handler does not set. Rule: docs/internals/runtime-semantics.md#defaults */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  initialIntervalMs: 500,
  maxIntervalMs: 60_000,
  exponentiationFactor: 2,
  maxAttempts: 70,
  onMaxAttempts: 'pause',
};

export const DEFAULT_ABORT_TIMEOUT_MS = 600_000;
