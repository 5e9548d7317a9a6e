import type { SignalName } from './command.ts';
import type { Failure } from './outcome.ts';

/** What a completion may carry: nothing, a value, a terminal failure, the state's keys or an invocation id. */
export type NotificationResult =
  | 'empty'
  | { readonly ok: Uint8Array }
  | { readonly failure: Failure }
  | { readonly stateKeys: readonly string[] }
  | { readonly invocationId: string };

/** The commands that have a result, and `CallInvocationId` for the id of a called invocation, the first result of a call. */
export type CompletionType =
  | 'GetLazyState'
  | 'GetLazyStateKeys'
  | 'GetPromise'
  | 'PeekPromise'
  | 'CompletePromise'
  | 'Sleep'
  | 'Call'
  | 'CallInvocationId'
  | 'Run'
  | 'AttachInvocation';

/** The result of a command, or a signal from another invocation or a client, as it is appended to the journal. */
export type Notification =
  | {
      readonly type: 'completion';
      readonly of: CompletionType;
      readonly completion: number;
      readonly result: NotificationResult;
    }
  | { readonly type: 'signal'; readonly signal: SignalName; readonly result: NotificationResult };

/** Signal index of the built-in cancel signal; awakeables count from {@link FIRST_AWAKEABLE_SIGNAL}. */
export const CANCEL_SIGNAL = 1;

/** Index of the first awakeable of an invocation; the ones below are reserved for built-in signals. */
export const FIRST_AWAKEABLE_SIGNAL = 17;

/** The name under which a notification is awaited: `c<completion>`, `s<signal index>` or `n<signal name>`. */
export type NotificationId = `c${number}` | `s${number}` | `n${string}`;

/** @returns the id under which handlers wait for this notification. */
export function notificationId(notification: Notification): NotificationId {
  return notification.type === 'completion' ? `c${notification.completion}` : signalId(notification.signal);
}

/** @returns the id under which handlers wait for this signal. */
export function signalId(signal: SignalName): NotificationId {
  return 'index' in signal ? `s${signal.index}` : `n${signal.name}`;
}
