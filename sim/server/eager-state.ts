import type { ObjectKey } from './object-key.ts';
import { byUtf8 } from './state.ts';

/**
 * The state that is sent along when an attempt starts: everything, or nothing when the handler wants lazy state, or
 * all keys in byte order until the next would exceed the limit.
 * @param limitBytes total size of keys and values
 */
export function eagerState(
  key: ObjectKey | undefined,
  lazy: boolean,
  limitBytes: number,
): { readonly state: ReadonlyMap<string, Uint8Array>; readonly partialState: boolean } {
  if (key === undefined) return { state: new Map(), partialState: false };
  if (lazy) return { state: new Map(), partialState: true };
  const all = key.state.snapshot();
  let size = 0;
  for (const [name, value] of all) size += name.length + value.length;
  if (size <= limitBytes) return { state: all, partialState: false };
  const some = new Map<string, Uint8Array>();
  size = 0;
  for (const [name, value] of [...all].toSorted(([a], [b]) => byUtf8(a, b))) {
    size += Buffer.byteLength(name) + value.length;
    if (size > limitBytes) break;
    some.set(name, value);
  }
  return { state: some, partialState: true };
}
