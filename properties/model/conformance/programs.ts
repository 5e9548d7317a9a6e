import type { Json } from './json.ts';
import type { Input, MessageOp, Op, OutsideOp, RunRetry, StringMap, Target, WaitOp } from './ops.ts';

/** Short names for ops and targets, so that a case reads like its handler sketch. */
export const to = (service: string, handler: string, key?: string): Target =>
  key === undefined ? { service, handler } : { service, handler, key };

/** The target in a scope. */
export const scoped = (scope: string, target: Target, limitKey?: string): Target => ({
  ...target,
  scope,
  ...(limitKey === undefined ? {} : { limitKey }),
});

// Outside Restate.
export const log = (tag: string, note?: Json): OutsideOp =>
  note === undefined ? { op: 'log', tag } : { op: 'log', tag, note };
export const pass = (ms: number): OutsideOp => ({ op: 'pass', ms });
export const count = (counter: string): OutsideOp => ({ op: 'count', counter });
export const value = (constant: Json): OutsideOp => ({ op: 'value', value: constant });
export const failTimes = (counter: string, times: number, retryAfterMs?: number): OutsideOp =>
  retryAfterMs === undefined ? { op: 'failTimes', counter, times } : { op: 'failTimes', counter, times, retryAfterMs };
export const pauseTimes = (counter: string, times: number): OutsideOp => ({ op: 'pauseTimes', counter, times });
export const crashTimes = (counter: string, times: number): OutsideOp => ({ op: 'crashTimes', counter, times });
export const refuse = (message: string, code: number, metadata?: StringMap): OutsideOp =>
  metadata === undefined ? { op: 'refuse', message, code } : { op: 'refuse', message, code, metadata };

// State.
export const get = (name: string): Op => ({ op: 'get', name });
export const set = (name: string, value: Json): Op => ({ op: 'set', name, value });
export const clear = (name: string): Op => ({ op: 'clear', name });
export const clearAll: Op = { op: 'clearAll' };
export const keys: Op = { op: 'keys' };

// Waiting.
export const sleep = (ms: number): WaitOp => ({ op: 'sleep', ms });
export const run = (name: string, steps: readonly OutsideOp[], retry?: RunRetry): WaitOp =>
  retry === undefined ? { op: 'run', name, steps } : { op: 'run', name, steps, retry };
export const call = (target: Target, input?: Input, idempotencyKey?: string): WaitOp => ({
  op: 'call',
  target,
  ...(input === undefined ? {} : { input }),
  ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
});
export const signal = (name: string): WaitOp => ({ op: 'signal', name });
export const promise = (name: string): WaitOp => ({ op: 'promise', name });
export const attach = (id: string): WaitOp => ({ op: 'attach', id });
export const cancellation: WaitOp = { op: 'cancellation' };

// In the background.
export const start = (as: string, wait: WaitOp): Op => ({ op: 'start', as, wait });
export const awakeable = (as: string, tag: string): Op => ({ op: 'awakeable', as, tag });
export const resolveOwn = (of: string, result: Json): Op => ({ op: 'resolveOwn', of, value: result });
export const rejectOwn = (of: string, reason: string): Op => ({ op: 'rejectOwn', of, reason });
export const wait = (of: string, timeoutMs?: number): Op =>
  timeoutMs === undefined ? { op: 'await', of } : { op: 'await', of, timeoutMs };
export const race = (...of: readonly string[]): Op => ({ op: 'race', of });
export const all = (...of: readonly string[]): Op => ({ op: 'all', of });

// Messages.
export const send = (target: Target, input?: Input, options: SendOptions = {}): MessageOp => ({
  op: 'send',
  target,
  ...(input === undefined ? {} : { input }),
  ...options,
});
export const cancel = (id: string): Op => ({ op: 'cancel', id });
export const resolveAwakeable = (id: string, value: Json): Op => ({ op: 'resolveAwakeable', id, value });
export const rejectAwakeable = (id: string, reason: string): Op => ({ op: 'rejectAwakeable', id, reason });
export const sendSignal = (id: string, name: string, value: Json): Op => ({ op: 'sendSignal', id, name, value });

// Durable promises.
export const peek = (name: string): Op => ({ op: 'peek', name });
export const resolve = (name: string, value: Json): Op => ({ op: 'resolve', name, value });
export const reject = (name: string, reason: string): Op => ({ op: 'reject', name, reason });

// Flow.
export const attempt = (...ops: readonly Op[]): Op => ({ op: 'try', ops });
export const onPass = (counter: string, ...passes: readonly (readonly Op[])[]): Op => ({
  op: 'onPass',
  counter,
  passes,
});
export const answer = (value: Json): Op => ({ op: 'return', value });
export const answerNothing: Op = { op: 'returnNothing' };
export const logRandom = (tag: string): Op => ({ op: 'logRandom', tag });
export const draw: Op = { op: 'draw' };
export const ownKey: Op = { op: 'key' };
export const header = (name: string): Op => ({ op: 'header', name });

interface SendOptions {
  readonly delayMs?: number;
  readonly idempotencyKey?: string;
  readonly wantId?: boolean;
}
