import { visible } from '../../sim/trace/visible.ts';
import type { Payload } from './shown.ts';

/** @returns at most `most` characters, visible, on one line */
export function short(text: string, most: number): string {
  // Cut first: what is made visible grows.
  const head = text.length > 4 * most ? text.slice(0, 4 * most) : text;
  const shownText = visible(head);
  const letters = Array.from(shownText);
  return letters.length > most || head.length < text.length ? `${letters.slice(0, most - 1).join('')}…` : shownText;
}

/** @returns a payload on one line: `{"amount":7}`, `nothing`, `3 bytes 0x00ff12` */
export function payloadText(payload: Payload | undefined, most: number = 200): string {
  if (payload === undefined || payload.length === 0) return 'nothing';
  const size = payload.cut === true ? ` (${bytes(payload.length)} in all)` : '';
  if (payload.encoding === 'hex') return `${bytes(payload.length)} 0x${short(payload.text, most)}`;
  return short(payload.text, most) + size;
}

/** @returns the JSON in a payload; undefined when it is none, or not whole */
export function payloadJson(payload: Payload | undefined): unknown {
  if (payload === undefined || payload.length === 0 || payload.cut === true || payload.encoding === 'hex')
    return undefined;
  try {
    return JSON.parse(payload.text);
  } catch {
    return undefined;
  }
}

export function bytes(count: number): string {
  if (count < 1024) return `${count} ${count === 1 ? 'byte' : 'bytes'}`;
  return count < 1024 ** 2 ? `${(count / 1024).toFixed(1)} kB` : `${(count / 1024 ** 2).toFixed(1)} MB`;
}

/** @returns a number and its noun: `1 run`, `12,000 runs` */
export function count(number: number, noun: string, plural: string = `${noun}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? noun : plural}`;
}

/** @returns a span of time: `250 ms`, `1.428 s`, `3 min 20 s`, `3 d 4 h` */
export function span(ms: number): string {
  if (ms < 0) return `−${span(-ms)}`;
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 60_000) return `${trimmed(ms / 1_000)} s`;
  for (const [unit, size, below, small] of UNITS) {
    if (ms < size) continue;
    const rest = Math.floor((ms % size) / small);
    return rest === 0 ? `${Math.floor(ms / size)} ${unit}` : `${Math.floor(ms / size)} ${unit} ${rest} ${below}`;
  }
  return `${ms} ms`;
}

const UNITS = [
  ['d', 86_400_000, 'h', 3_600_000],
  ['h', 3_600_000, 'min', 60_000],
  ['min', 60_000, 's', 1_000],
] as const;

/** @returns a moment of a run, counted from its start, to the millisecond: `0.500 s`, `3 d 41.020 s` */
export function moment(ms: number): string {
  if (ms < 0) return `−${moment(-ms)}`;
  const days = ms < 1e8 ? 0 : Math.floor(ms / DAY);
  const seconds = `${((ms - days * DAY) / 1_000).toFixed(3)} s`;
  return days === 0 ? seconds : `${days} d ${seconds}`;
}

const DAY = 86_400_000;

function trimmed(number: number): string {
  return String(Math.round(number * 1_000) / 1_000);
}
