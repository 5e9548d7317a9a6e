import type { Header } from '../../journal/command.ts';
import type { Failure } from '../../journal/outcome.ts';

/** A 64-bit number, as the protobuf library reads and writes it. */
export interface Wide {
  readonly low: number;
  readonly high: number;
  readonly unsigned: boolean;
}

export interface WireValue {
  readonly content: Uint8Array;
}

export interface WireFailure {
  readonly code: number;
  readonly message: string;
  readonly metadata?: readonly Header[];
}

/** Exactly one field is set; the others read null. */
export interface WireResult {
  readonly void?: object | null;
  readonly value?: WireValue | null;
  readonly failure?: WireFailure | null;
}

export interface WireStateKeys {
  readonly keys: readonly Uint8Array[];
}

export interface WireFuture {
  readonly waitingCompletions: readonly number[];
  readonly waitingSignals: readonly number[];
  readonly waitingNamedSignals: readonly string[];
  readonly nestedFutures: readonly WireFuture[];
  readonly combinatorType: number;
}

interface Completable {
  readonly resultCompletionId: number;
}

interface WireRequest {
  readonly serviceName: string;
  readonly handlerName: string;
  readonly parameter: Uint8Array;
  readonly headers: readonly Header[];
  readonly key: string;
  readonly idempotencyKey?: string | null;
  readonly scope?: string | null;
  readonly limitKey?: string | null;
  readonly invocationIdNotificationIdx: number;
  readonly name: string;
}

/** Commands by name: an attempt writes them, and receives them when it replays. */
export interface WireCommands {
  readonly Input: { readonly headers: readonly Header[]; readonly value: WireValue };
  readonly Output: WireResult;
  readonly GetLazyState: { readonly key: Uint8Array } & Completable;
  readonly SetState: { readonly key: Uint8Array; readonly value: WireValue };
  readonly ClearState: { readonly key: Uint8Array };
  readonly ClearAllState: object;
  readonly GetLazyStateKeys: Completable;
  readonly GetEagerState: { readonly key: Uint8Array } & WireResult;
  readonly GetEagerStateKeys: { readonly value: WireStateKeys };
  readonly GetPromise: { readonly key: string } & Completable;
  readonly PeekPromise: { readonly key: string } & Completable;
  readonly CompletePromise: { readonly key: string } & WireResult & Completable;
  readonly Sleep: { readonly wakeUpTime: Wide; readonly name: string } & Completable;
  readonly Call: WireRequest & Completable;
  readonly OneWayCall: WireRequest & { readonly invokeTime: Wide };
  readonly SendSignal: {
    readonly targetInvocationId: string;
    readonly idx?: number | null;
    readonly name?: string | null;
  } & WireResult;
  readonly Run: { readonly name: string } & Completable;
  readonly AttachInvocation: { readonly invocationId: string } & Completable;
  readonly CompleteAwakeable: { readonly awakeableId: string } & WireResult;
}

/** What an attempt writes in addition to commands. */
interface WireControl {
  readonly Suspension: { readonly awaitingOn: WireFuture };
  readonly AwaitingOn: { readonly awaitingOn: WireFuture };
  readonly Error: {
    readonly code: number;
    readonly message: string;
    readonly relatedCommandIndex?: number | null;
    readonly relatedCommandName?: string | null;
    readonly relatedCommandType?: number | null;
    readonly nextRetryDelay?: Wide | null;
    readonly behavior: number;
  };
  readonly End: object;
  readonly ProposeRunCompletion: Completable & {
    readonly value?: Uint8Array | null;
    readonly failure?: WireFailure | null;
  };
}

/** What a server writes in addition to commands. */
interface WireServerControl {
  readonly Start: {
    readonly id: Uint8Array;
    readonly debugId: string;
    readonly knownEntries: number;
    readonly stateMap: readonly { readonly key: Uint8Array; readonly value: Uint8Array }[];
    readonly partialState: boolean;
    readonly key: string;
    readonly retryCountSinceLastStoredEntry: number;
    readonly durationSinceLastStoredEntry: number;
    readonly randomSeed: Wide;
    readonly scope?: string;
    readonly limitKey?: string;
    readonly idempotencyKey?: string;
  };
  readonly ProposeRunCompletionAck: { readonly completionId: number };
}

export interface WireNotification extends WireResult {
  readonly completionId?: number;
  readonly signalId?: number;
  readonly signalName?: string;
  readonly invocationId?: string;
  readonly stateKeys?: WireStateKeys;
}

export type ToAttempt = WireCommands & WireServerControl;
export type FromAttempt = WireCommands & WireControl;

/** One message of an attempt, decoded. */
export type Received = {
  readonly [K in keyof FromAttempt]: { readonly type: K; readonly body: FromAttempt[K] };
}[keyof FromAttempt];

/** @returns the failure in our own form, which omits empty metadata. */
export function failureOf({ code, message, metadata = [] }: WireFailure): Failure {
  const pairs = metadata.map(({ key, value }) => ({ key, value }));
  return { code, message, ...(pairs.length === 0 ? {} : { metadata: pairs }) };
}
