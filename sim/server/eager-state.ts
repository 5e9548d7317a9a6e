import type { ObjectKey } from './object-key.ts';
import { byUtf8 } from './state-store.ts';

/** Memory that the server grants one invocation, in bytes. No attempt starts for a key with more state than this. */
export const INVOCATION_MEMORY_BYTES = 33_554_432;

/** @returns the total size of a key's state, in bytes; names count by their UTF-16 units, which is exact for ASCII */
export function stateSize(key: ObjectKey): number {
  let size = 0;
  for (const [name, value] of key.state.snapshot()) size += name.length + value.length;
  return size;
}

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
  // For a plain service the state is empty and marked as partial, so that a read is sent, and refused then.
  if (key === undefined) return { state: new Map(), partialState: true };
  if (lazy) return { state: new Map(), partialState: true };
  const all = key.state.snapshot();
  if (stateSize(key) <= limitBytes) return { state: all, partialState: false };
  const some = new Map<string, Uint8Array>();
  let size = 0;
  for (const [name, value] of [...all].toSorted(([a], [b]) => byUtf8(a, b))) {
    size += Buffer.byteLength(name) + value.length;
    if (size > limitBytes) break;
    some.set(name, value);
  }
  return { state: some, partialState: true };
}
