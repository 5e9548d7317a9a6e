/** @returns the text of UTF-8 bytes; bytes that are not UTF-8 become replacement characters */
export function decodeUtf8(bytes: Uint8Array): string {
  if (bytes.length > MAX_SHORT) return decoder.decode(bytes);
  let text = '';
  for (const code of bytes) {
    if (code > 0x7f) return decoder.decode(bytes);
    text += String.fromCharCode(code);
  }
  return text;
}

/** @returns the text of UTF-8 bytes, with a byte order mark if there is one; undefined where they are not UTF-8 */
export function decodeStrictUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** @returns the UTF-8 bytes of a text */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  if (text.length > MAX_SHORT) return encoder.encode(text);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return encoder.encode(text);
    bytes[index] = code;
  }
  return bytes;
}

/** Up to this length copying ASCII in a loop costs less than a call into the codec of the platform. */
const MAX_SHORT = 32;

const decoder = new TextDecoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
