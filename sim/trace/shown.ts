import { decodeStrictUtf8 } from '../core/utf8.ts';
import type { Command } from '../journal/command.ts';
import type { TraceEvent } from './event.ts';

/** Bytes as a page shows them: text where they are text, else hexadecimal digits. */
export interface Payload {
  readonly text: string;
  /** Length of the whole, in bytes. */
  readonly length: number;
  readonly encoding: 'utf-8' | 'hex';
  /** `text` is only the beginning. */
  readonly cut?: true;
}

/** Plain data with payloads in the place of bytes, as it stands in `run.json`. */
export type Shown<T> = T extends Uint8Array
  ? Payload
  : T extends readonly (infer Item)[]
    ? readonly Shown<Item>[]
    : T extends object
      ? { readonly [Field in keyof T]: Shown<T[Field]> }
      : T;

/** A trace event as the report keeps it. Fields that are undefined in the trace are absent. */
export type ShownEvent = Shown<TraceEvent>;
export type ShownEventOf<Type extends ShownEvent['type']> = Extract<ShownEvent, { readonly type: Type }>;
export type ShownCommand = ShownEventOf<'appended'>['command'];

/** Longest payload that is kept, in bytes; of longer ones the beginning and the length are kept. */
export const MAX_PAYLOAD_BYTES = 2_048;
/** Longest text in any other place: error messages, keys, names. */
export const MAX_TEXT_LENGTH = 2_048;
const MAX_DEPTH = 40;
const MAX_ITEMS = 500;

/** @returns the event with its bytes made readable, and cut where they are long */
export function shown(event: TraceEvent): ShownEvent {
  return plain(event, 0) as ShownEvent;
}

/** @returns a command with its bytes made readable */
export function shownCommand(command: Command): ShownCommand {
  return plain(command, 0) as ShownCommand;
}

/** @returns bytes as a page shows them */
export function payloadOf(bytes: Uint8Array): Payload {
  const head = bytes.length > MAX_PAYLOAD_BYTES ? bytes.subarray(0, MAX_PAYLOAD_BYTES) : bytes;
  const cut = head.length < bytes.length ? { cut: true as const } : {};
  const text = textOf(head, head.length < bytes.length);
  return text === undefined
    ? { text: hexOf(head), length: bytes.length, encoding: 'hex', ...cut }
    : { text, length: bytes.length, encoding: 'utf-8', ...cut };
}

/** A cut may fall inside a character, so up to three bytes at the end are given up. */
function textOf(bytes: Uint8Array, cut: boolean): string | undefined {
  for (let end = bytes.length; end >= bytes.length - (cut ? 3 : 0) && end >= 0; end--) {
    const text = decodeStrictUtf8(bytes.subarray(0, end));
    if (text !== undefined) return text;
  }
  return undefined;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function plain(value: unknown, depth: number): unknown {
  if (value instanceof Uint8Array) return payloadOf(value);
  if (typeof value === 'string') return cutText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '(nested too deeply to show)';
  if (Array.isArray(value)) {
    const items = value.slice(0, MAX_ITEMS).map((item) => plain(item, depth + 1));
    return value.length > MAX_ITEMS ? [...items, `(${value.length - MAX_ITEMS} more)`] : items;
  }
  const fields: [string, unknown][] = [];
  const entries = Object.entries(value);
  for (const [name, field] of entries.slice(0, MAX_ITEMS)) {
    if (field !== undefined) fields.push([cutText(name), plain(field, depth + 1)]);
  }
  if (entries.length > MAX_ITEMS) fields.push(['…', `(${entries.length - MAX_ITEMS} more)`]);
  return Object.fromEntries(fields);
}

/** @returns the text, or its beginning and how long it is */
export function cutText(text: string, max: number = MAX_TEXT_LENGTH): string {
  if (text.length <= max) return text;
  // Not between the two halves of a character outside the basic plane.
  const code = text.charCodeAt(max - 1);
  const end = code >= 0xd800 && code <= 0xdbff ? max - 1 : max;
  return `${text.slice(0, end)}… (${text.length.toLocaleString('en')} characters in all)`;
}
