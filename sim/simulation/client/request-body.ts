import { types } from 'node:util';
import { EMPTY_BODY } from '../../server/ingress/request.ts';
import { encodeUtf8 } from '../../core/utf8.ts';

/**
 * @param serialized what the serde of a client returned: nothing checks its type at run time
 * @returns what `fetch` sends of it, by which the SDK's own client makes its requests
 */
export function requestBody(serialized: unknown): Uint8Array {
  if (serialized instanceof Uint8Array) return serialized;
  if (ArrayBuffer.isView(serialized)) {
    return new Uint8Array(serialized.buffer, serialized.byteOffset, serialized.byteLength);
  }
  if (types.isAnyArrayBuffer(serialized)) return new Uint8Array(serialized);
  return serialized === undefined || serialized === null ? EMPTY_BODY : encodeUtf8(`${serialized as string}`);
}
