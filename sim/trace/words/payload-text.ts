import type { Outcome } from '../../journal/outcome.ts';
import type { Payload, Shown } from '../shown.ts';
import { visible } from '../visible.ts';

/** @returns a string on one line, with hidden characters made visible and at most `max` characters long */
export function short(text: string, max: number): string {
  // Cut before making it visible, because that makes it longer.
  const head = text.length > 4 * max ? text.slice(0, 4 * max) : text;
  const characters = Array.from(visible(head));
  const isCut = characters.length > max || head.length < text.length;
  return isCut ? `${characters.slice(0, max - 1).join('')}…` : characters.join('');
}

/** @returns a payload on one line: `{"amount":7}`, `nothing`, `3 bytes 0x00ff12` */
export function payloadText(payload: Payload | undefined, max: number = 200): string {
  if (payload === undefined || payload.length === 0) return 'nothing';
  if (payload.encoding === 'hex') return `${bytesText(payload.length)} 0x${short(payload.text, max)}`;
  const size = payload.cut === true ? ` (${bytesText(payload.length)} in all)` : '';
  return short(payload.text, max) + size;
}

/** @returns a JSON value on one line; `nothing` for undefined */
export function jsonText(value: unknown, max: number): string {
  return value === undefined ? 'nothing' : short(JSON.stringify(value) ?? 'nothing', max);
}

/** @returns the JSON value in a payload; undefined when it is not JSON, or not whole */
export function payloadJson(payload: Payload | undefined): unknown {
  if (payload === undefined || payload.length === 0 || payload.cut === true || payload.encoding === 'hex')
    return undefined;
  try {
    return JSON.parse(payload.text);
  } catch {
    return undefined;
  }
}

/** @returns a size: `12 bytes`, `1.5 kB`, `2.0 MB` */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

/** @returns a result on one line: `30`, `nothing`, `400 insufficient funds` */
export function resultText(result: Shown<Outcome>, max: number = 120): string {
  if ('failure' in result) return `${result.failure.code} ${short(result.failure.message, max)}`;
  return payloadText(result.ok, max);
}
