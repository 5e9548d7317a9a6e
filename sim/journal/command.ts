import type { Outcome } from './outcome.ts';

/** A request header as it travels in the journal; order is kept and compared on replay. */
export interface Header {
  readonly key: string;
  readonly value: string;
}

/** Where a call, a send or an ingress request goes. `key` is absent for plain services. */
export interface Target {
  readonly service: string;
  readonly handler: string;
  readonly key?: string;
  /** Part of the identity; absent outside of scopes. */
  readonly scope?: string;
  /** One or two parts, joined by a slash; absent without one. */
  readonly limitKey?: string;
}

interface CallFields extends Target {
  readonly parameter: Uint8Array;
  readonly headers: readonly Header[];
  readonly idempotencyKey?: string;
  readonly name: string;
  /** Completion id under which the callee's invocation id is reported. */
  readonly invocationIdCompletion: number;
}

/** Names a signal: by the index of a built-in signal or an awakeable, or by a name that the user chose. */
export type SignalName = { readonly index: number } | { readonly name: string };

/**
 * What a handler sends to the server, in the words of the service protocol (v7 message names without `Command`).
 * `completion` is the id under which the result comes back as a notification.
 */
export type Command =
  | { readonly type: 'Input'; readonly headers: readonly Header[]; readonly value: Uint8Array }
  | { readonly type: 'Output'; readonly result: Outcome }
  | { readonly type: 'GetLazyState'; readonly key: string; readonly completion: number }
  | { readonly type: 'GetEagerState'; readonly key: string; readonly value: Uint8Array | undefined }
  | { readonly type: 'GetLazyStateKeys'; readonly completion: number }
  | { readonly type: 'GetEagerStateKeys'; readonly keys: readonly string[] }
  | { readonly type: 'SetState'; readonly key: string; readonly value: Uint8Array }
  | { readonly type: 'ClearState'; readonly key: string }
  | { readonly type: 'ClearAllState' }
  | { readonly type: 'Sleep'; readonly wakeUpMs: number; readonly name: string; readonly completion: number }
  | ({ readonly type: 'Call'; readonly completion: number } & CallFields)
  | ({ readonly type: 'OneWayCall'; readonly invokeAtMs?: number } & CallFields)
  | { readonly type: 'SendSignal'; readonly target: string; readonly signal: SignalName; readonly result: Outcome }
  | { readonly type: 'Run'; readonly name: string; readonly completion: number }
  | { readonly type: 'AttachInvocation'; readonly target: string; readonly completion: number }
  | { readonly type: 'CompleteAwakeable'; readonly awakeableId: string; readonly result: Outcome }
  | { readonly type: 'GetPromise'; readonly key: string; readonly completion: number }
  | { readonly type: 'PeekPromise'; readonly key: string; readonly completion: number }
  | {
      readonly type: 'CompletePromise';
      readonly key: string;
      readonly result: Outcome;
      readonly completion: number;
    };

export type CommandType = Command['type'];
