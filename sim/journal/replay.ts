import type { Command, Header, SignalName } from './command.ts';
import type { Outcome } from './outcome.ts';
import { decodeUtf8 } from '../core/utf8.ts';

/** The first field in which a replayed command differs from the recorded one. */
export interface Difference {
  readonly field: string;
  readonly recorded: string;
  readonly replayed: string;
}

/**
 * Compares a command that code issues on replay with the one that the journal holds at its index. Compares exactly the
 * fields that the SDK compares: not the wake-up time of a sleep, not the delay of a send, not what a `run` does, and not
 * the value of an eager read.
 * Rules: docs/internals/sdk-semantics.md#determinism-checks-on-replay and
 * docs/internals/runtime-semantics.md#non-determinism
 * @returns the first difference, or undefined when the replay may continue
 */
export function firstDifference(recorded: Command, replayed: Command): Difference | undefined {
  switch (replayed.type) {
    case 'Input':
    case 'ClearAllState':
      return typeDifference(recorded, replayed);
    case 'Output':
      return recorded.type === replayed.type
        ? outcomes('result', recorded.result, replayed.result)
        : typeDifference(recorded, replayed);
    case 'GetLazyState':
      if (recorded.type === 'GetEagerState') return texts('key', recorded.key, replayed.key);
      return recorded.type === replayed.type
        ? (texts('key', recorded.key, replayed.key) ?? completions(recorded, replayed))
        : typeDifference(recorded, replayed);
    case 'GetEagerState':
    case 'ClearState':
      return recorded.type === replayed.type
        ? texts('key', recorded.key, replayed.key)
        : typeDifference(recorded, replayed);
    case 'GetLazyStateKeys':
      if (recorded.type === 'GetEagerStateKeys') return undefined;
      return recorded.type === replayed.type ? completions(recorded, replayed) : typeDifference(recorded, replayed);
    case 'GetEagerStateKeys':
      return typeDifference(recorded, replayed);
    case 'SetState':
      return recorded.type === replayed.type
        ? (texts('key', recorded.key, replayed.key) ?? payloads('value', recorded.value, replayed.value))
        : typeDifference(recorded, replayed);
    case 'Sleep':
      return recorded.type === replayed.type
        ? texts('name', recorded.name, replayed.name)
        : typeDifference(recorded, replayed);
    case 'Run':
      return recorded.type === replayed.type
        ? (texts('name', recorded.name, replayed.name) ?? completions(recorded, replayed))
        : typeDifference(recorded, replayed);
    case 'Call':
      return recorded.type === replayed.type
        ? (requests(recorded, replayed) ?? completions(recorded, replayed))
        : typeDifference(recorded, replayed);
    case 'OneWayCall':
      return recorded.type === replayed.type ? requests(recorded, replayed) : typeDifference(recorded, replayed);
    case 'SendSignal':
      return recorded.type === replayed.type
        ? (texts('target', recorded.target, replayed.target) ??
            texts('signal', signalText(recorded.signal), signalText(replayed.signal)) ??
            outcomes('result', recorded.result, replayed.result))
        : typeDifference(recorded, replayed);
    case 'AttachInvocation':
      return recorded.type === replayed.type
        ? (texts('target', recorded.target, replayed.target) ?? completions(recorded, replayed))
        : typeDifference(recorded, replayed);
    case 'CompleteAwakeable':
      return recorded.type === replayed.type
        ? (texts('awakeable id', recorded.awakeableId, replayed.awakeableId) ??
            outcomes('result', recorded.result, replayed.result))
        : typeDifference(recorded, replayed);
    case 'GetPromise':
    case 'PeekPromise':
      return recorded.type === replayed.type
        ? (texts('key', recorded.key, replayed.key) ?? completions(recorded, replayed))
        : typeDifference(recorded, replayed);
    case 'CompletePromise':
      return recorded.type === replayed.type
        ? (texts('key', recorded.key, replayed.key) ??
            outcomes('result', recorded.result, replayed.result) ??
            completions(recorded, replayed))
        : typeDifference(recorded, replayed);
  }
}

/** @returns the command in a few words: `run 'charge'`, `set 'balance'`, `call Bank/debit` */
export function describeCommand(command: Command): string {
  switch (command.type) {
    case 'Input':
      return 'input';
    case 'Output':
      return 'failure' in command.result ? 'failure of the handler' : 'return of the handler';
    case 'GetLazyState':
    case 'GetEagerState':
      return `get '${command.key}'`;
    case 'GetLazyStateKeys':
    case 'GetEagerStateKeys':
      return 'stateKeys';
    case 'SetState':
      return `set '${command.key}'`;
    case 'ClearState':
      return `clear '${command.key}'`;
    case 'ClearAllState':
      return 'clearAll';
    case 'Sleep':
      return command.name === '' ? 'sleep' : `sleep '${command.name}'`;
    case 'Call':
    case 'OneWayCall': {
      const verb = command.type === 'Call' ? 'call' : 'send';
      return `${verb} ${command.service}/${command.key === undefined ? '' : `${command.key}/`}${command.handler}`;
    }
    case 'SendSignal':
      return 'index' in command.signal && command.signal.index === 1
        ? `cancel ${command.target}`
        : `signal ${signalText(command.signal)} to ${command.target}`;
    case 'Run':
      return command.name === '' ? 'run' : `run '${command.name}'`;
    case 'AttachInvocation':
      return `attach ${command.target}`;
    case 'CompleteAwakeable':
      return `${'failure' in command.result ? 'reject' : 'resolve'}Awakeable ${command.awakeableId}`;
    case 'GetPromise':
      return `promise '${command.key}'`;
    case 'PeekPromise':
      return `peek of promise '${command.key}'`;
    case 'CompletePromise':
      return `${'failure' in command.result ? 'reject' : 'resolve'} of promise '${command.key}'`;
  }
}

type Request = Extract<Command, { type: 'Call' | 'OneWayCall' }>;

function requests(recorded: Request, replayed: Request): Difference | undefined {
  return (
    texts('service', recorded.service, replayed.service) ??
    texts('handler', recorded.handler, replayed.handler) ??
    payloads('parameter', recorded.parameter, replayed.parameter) ??
    texts('headers', headersText(recorded.headers), headersText(replayed.headers)) ??
    texts('key', recorded.key, replayed.key) ??
    texts('idempotency key', recorded.idempotencyKey, replayed.idempotencyKey) ??
    texts('scope', recorded.scope, replayed.scope) ??
    texts('limit key', recorded.limitKey, replayed.limitKey) ??
    numbers('invocation id completion', recorded.invocationIdCompletion, replayed.invocationIdCompletion) ??
    texts('name', recorded.name, replayed.name)
  );
}

function typeDifference(recorded: Command, replayed: Command): Difference | undefined {
  if (recorded.type === replayed.type) return undefined;
  return { field: 'command', recorded: describeCommand(recorded), replayed: describeCommand(replayed) };
}

function completions(recorded: { completion: number }, replayed: { completion: number }): Difference | undefined {
  return numbers('completion id', recorded.completion, replayed.completion);
}

function numbers(field: string, recorded: number, replayed: number): Difference | undefined {
  return recorded === replayed ? undefined : { field, recorded: String(recorded), replayed: String(replayed) };
}

function texts(field: string, recorded: string | undefined, replayed: string | undefined): Difference | undefined {
  if (recorded === replayed) return undefined;
  return { field, recorded: quoted(recorded), replayed: quoted(replayed) };
}

function payloads(field: string, recorded: Uint8Array, replayed: Uint8Array): Difference | undefined {
  const at = firstDifferentByte(recorded, replayed);
  if (at === undefined) return undefined;
  // Of long values, show the part in which they differ.
  const from = at < MAX_PAYLOAD_BYTES - BEFORE_DIFFERENCE ? 0 : at - BEFORE_DIFFERENCE;
  return { field, recorded: bytesText(recorded, from), replayed: bytesText(replayed, from) };
}

function outcomes(field: string, recorded: Outcome, replayed: Outcome): Difference | undefined {
  if ('ok' in recorded && 'ok' in replayed) return payloads(field, recorded.ok, replayed.ok);
  return texts(field, outcomeText(recorded), outcomeText(replayed));
}

function outcomeText(outcome: Outcome): string {
  if ('ok' in outcome) return bytesText(outcome.ok);
  const { code, message, metadata } = outcome.failure;
  return `failure ${code} ${message}${metadata === undefined || metadata.length === 0 ? '' : JSON.stringify(metadata)}`;
}

function headersText(headers: readonly Header[]): string {
  return headers.map((header) => `${header.key}: ${header.value}`).join(', ');
}

function signalText(signal: SignalName): string {
  return 'index' in signal ? `#${signal.index}` : `'${signal.name}'`;
}

function quoted(text: string | undefined): string {
  return text === undefined ? 'none' : `'${text}'`;
}

const MAX_PAYLOAD_BYTES = 120;
/** How many equal bytes are shown before a difference. */
const BEFORE_DIFFERENCE = 40;

function bytesText(bytes: Uint8Array, from: number = 0): string {
  let start = from;
  // Do not begin in the middle of a character.
  while (start > 0 && isContinuation(bytes[start])) start--;
  const end = start + MAX_PAYLOAD_BYTES;
  const text = decodeUtf8(bytes.subarray(start, end));
  return `${start > 0 ? '...' : ''}${text}${end < bytes.length ? '...' : ''}`;
}

/** @returns the index of the first byte that differs; undefined when none does */
function firstDifferentByte(left: Uint8Array, right: Uint8Array): number | undefined {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) if (left[at] !== right[at]) return at;
  return left.length === right.length ? undefined : length;
}

/** Whether a byte continues a UTF-8 character that began before it; undefined is the end of the value. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
