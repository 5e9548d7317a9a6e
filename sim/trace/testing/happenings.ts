import { EPOCH_MS } from '../../core/clock.ts';
import { NOTHING } from '../../core/footprint.ts';
import { encodeUtf8 } from '../../core/utf8.ts';
import type { Command, SignalName, Target } from '../../journal/command.ts';
import type { CompletionType, NotificationResult } from '../../journal/notification.ts';
import type { Outcome } from '../../journal/outcome.ts';
import type { EventOf, EventType, Happening, TraceEvent } from '../event.ts';

/** What a short run consists of, as a test writes it down: each event with what matters, and defaults for the rest. */
export type Happened<Type extends EventType> = Extract<Happening, { readonly type: Type }>;

/** Parts of a run, one after another. */
export type Happenings = Happening | readonly Happenings[];

/** @returns events from these: the nth of them, from 1, has the sequence number n and happens after n seconds */
export function eventsOf(...happenings: readonly Happenings[]): TraceEvent[] {
  return inLine(happenings).map((one, index) => ({ ...one, ...at(index + 1) }));
}

function inLine(happenings: Happenings): readonly Happening[] {
  return 'type' in happenings ? [happenings] : happenings.flatMap(inLine);
}

/** @returns the nth event, as {@link eventsOf} makes it */
export function nth<Type extends EventType>(seq: number, happened: Happened<Type>): EventOf<Type>;
export function nth(seq: number, happened: Happening): TraceEvent {
  return { ...happened, ...at(seq) };
}

function at(seq: number): Pick<TraceEvent, 'seq' | 'atMs' | 'footprint'> {
  return { seq, atMs: EPOCH_MS + 1_000 * seq, footprint: NOTHING };
}

/** @returns a value as JSON in bytes; no bytes for undefined */
export function json(value: unknown): Uint8Array {
  return encodeUtf8(value === undefined ? '' : JSON.stringify(value));
}

/** @returns such as `Bank/ann/debit`, or `Mail/send` for a plain service */
export function target(text: string): Target {
  const [service = '', ...rest] = text.split('/');
  const handler = rest.pop() ?? '';
  const key = rest.join('/');
  return { service, handler, ...(rest.length > 0 && { key }) };
}

export function asked(
  operation: string,
  to: string,
  input?: unknown,
  more: Partial<Happened<'operation'>> = {},
): Happened<'operation'> {
  return {
    type: 'operation',
    operation,
    client: 'c',
    target: target(to),
    kind: 'call',
    input: json(input),
    ...more,
  };
}

export function answered(operation: string, output?: unknown, status = 200): Happened<'answer'> {
  return { type: 'answer', operation, status, body: json(output) };
}

export function created(
  invocation: string,
  to: string,
  kind?: Happened<'invocation created'>['kind'],
  more: Partial<Happened<'invocation created'>> = {},
): Happened<'invocation created'> {
  const own = target(to);
  return {
    type: 'invocation created',
    invocation,
    id: `inv_${invocation}`,
    target: own,
    kind: kind ?? (own.key === undefined ? 'SERVICE' : 'EXCLUSIVE'),
    by: undefined,
    scheduledForMs: undefined,
    ...more,
  };
}

export function began(invocation: string, attempt = 1, knownEntries = 1): Happened<'attempt started'> {
  return { type: 'attempt started', invocation, attempt, knownEntries };
}

export function failed(
  invocation: string,
  message: string,
  more: Partial<Happened<'attempt failed'>> = {},
): Happened<'attempt failed'> {
  return {
    type: 'attempt failed',
    invocation,
    attempt: 1,
    code: 500,
    message,
    retryInMs: 50,
    mismatch: undefined,
    ...more,
  };
}

/** An entry of a journal was stored. */
export function stored(invocation: string, entry: number, command: Command, attempt = 1): Happened<'appended'> {
  return { type: 'appended', invocation, attempt, entry, index: entry, command };
}

export const set = (key: string, value?: unknown): Command => ({ type: 'SetState', key, value: json(value) });
export const clear = (key: string): Command => ({ type: 'ClearState', key });
export const clearAll: Command = { type: 'ClearAllState' };
export const get = (key: string, value?: unknown): Command => ({
  type: 'GetEagerState',
  key,
  value: value === undefined ? undefined : json(value),
});
export const getLazy = (key: string, completion: number): Command => ({ type: 'GetLazyState', key, completion });
export const runs = (name: string, completion: number): Command => ({ type: 'Run', name, completion });
export const sleeps = (ms: number, completion: number): Command => ({
  type: 'Sleep',
  wakeUpMs: EPOCH_MS + ms,
  name: '',
  completion,
});
export const calls = (to: string, completion: number, input?: unknown): Command => ({
  type: 'Call',
  ...target(to),
  completion,
  ...request(input),
});
export const sends = (
  to: string,
  input?: unknown,
  more: Partial<Extract<Command, { type: 'OneWayCall' }>> = {},
): Command => ({ type: 'OneWayCall', ...target(to), ...request(input), ...more });

function request(
  input: unknown,
): Pick<Extract<Command, { type: 'Call' }>, 'parameter' | 'headers' | 'name' | 'invocationIdCompletion'> {
  return { parameter: json(input), headers: [], name: '', invocationIdCompletion: 99 };
}

/** A command has its result. */
export function arrived(
  invocation: string,
  of: CompletionType,
  completion: number,
  result: NotificationResult = 'empty',
): Happened<'notified'> {
  return { type: 'notified', invocation, index: 0, notification: { type: 'completion', of, completion, result } };
}

export function signalled(
  invocation: string,
  signal: SignalName,
  result: NotificationResult = 'empty',
): Happened<'notified'> {
  return { type: 'notified', invocation, index: 0, notification: { type: 'signal', signal, result } };
}

export const ok = (value?: unknown): { readonly ok: Uint8Array } => ({ ok: json(value) });
export const no = (message: string, code = 500): Extract<Outcome, { readonly failure: unknown }> => ({
  failure: { code, message },
});

export function ended(invocation: string, result: Outcome = ok()): Happened<'completed'> {
  return { type: 'completed', invocation, result };
}

export function waits(invocation: string, ...awaiting: readonly string[]): Happened<'suspended'> {
  return { type: 'suspended', invocation, attempt: 1, awaiting };
}

export function remarked(
  invocation: string,
  what: string,
  text = '',
  more: Partial<Happened<'remark'>> = {},
): Happened<'remark'> {
  return { type: 'remark', invocation, attempt: 1, what, text, ...more };
}

export function happened(
  effect: string,
  invocation: string | undefined,
  more: Partial<Happened<'effect happened'>> = {},
): Happened<'effect happened'> {
  return {
    type: 'effect happened',
    effect,
    call: `${invocation}#1:${effect} 0`,
    invocation,
    attempt: 1,
    run: undefined,
    zombie: false,
    key: undefined,
    repeated: false,
    fenced: false,
    output: undefined,
    ...more,
  };
}

export function beganEffect(
  effect: string,
  invocation: string | undefined,
  more: Partial<Happened<'effect began'>> = {},
): Happened<'effect began'> {
  return {
    type: 'effect began',
    effect,
    call: `${invocation}#1:${effect} 0`,
    invocation,
    attempt: 1,
    run: undefined,
    zombie: false,
    input: undefined,
    ...more,
  };
}

export const took = (invocation: string, key: string): Happened<'lock taken'> => ({
  type: 'lock taken',
  invocation,
  key,
});
export const gaveBack = (invocation: string, key: string): Happened<'lock released'> => ({
  type: 'lock released',
  invocation,
  key,
});
export const queued = (invocation: string, key: string, ahead = 0): Happened<'queued'> => ({
  type: 'queued',
  invocation,
  key,
  ahead,
});
export const removed = (invocation: string): Happened<'removed'> => ({
  type: 'removed',
  invocation,
  from: 'inbox',
  why: 'cancelled',
});
export const forgotten = (
  invocation: string,
  why: Happened<'forgotten'>['why'] = 'retention',
): Happened<'forgotten'> => ({
  type: 'forgotten',
  invocation,
  why,
});
export const found = (
  invocation: string,
  by: string,
  how: Happened<'invocation found'>['how'] = 'in flight',
): Happened<'invocation found'> => ({ type: 'invocation found', invocation, by, how });
export const paused = (invocation: string, why: string): Happened<'paused'> => ({ type: 'paused', invocation, why });
export const killed = (invocation: string): Happened<'killed'> => ({ type: 'killed', invocation, by: 'operator' });
