import type { TraceEvent } from '../event.ts';
import { decodeUtf8 } from '../../core/utf8.ts';

/** A trace event, whatever stands in the place of its bytes: a report keeps them as text. */
export type SeenEvent = Blurred<TraceEvent>;

/** Reads the JSON of what stands in the place of bytes; undefined when it is none. */
export type ReadJson = (payload: unknown) => unknown;

type Blurred<T> = T extends Uint8Array
  ? unknown
  : T extends readonly (infer Item)[]
    ? readonly Blurred<Item>[]
    : T extends object
      ? { readonly [Field in keyof T]: Blurred<T[Field]> }
      : T;

/** Reads the JSON in bytes of a trace. */
export function jsonOfBytes(payload: unknown): unknown {
  if (!(payload instanceof Uint8Array) || payload.length === 0) return undefined;
  try {
    return JSON.parse(decodeUtf8(payload));
  } catch {
    return undefined;
  }
}
