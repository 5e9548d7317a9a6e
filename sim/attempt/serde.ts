import { currentScope } from './scope.ts';

/** The part of the SDK's `Serde` that turns values into bytes and back; whatever values it is declared for. */
export interface AnySerde {
  readonly contentType?: string | undefined;
  serialize(value: unknown): Uint8Array;
  deserialize(bytes: Uint8Array): unknown;
}

const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The SDK's default JSON serde, to the byte (`undefined` is no bytes), but without its price for small values. */
export const jsonSerde: AnySerde = {
  contentType: 'application/json',
  serialize: (value) => (value === undefined ? NOTHING : encode(value, JSON.stringify(value))),
  deserialize: (bytes) => (bytes.length === 0 ? undefined : (JSON.parse(decode(bytes)) as unknown)),
};

/** Up to this length plain letters are copied by hand; a call into the platform's codec costs more. */
const SHORT = 32;

function encode(value: unknown, text: string | undefined): Uint8Array {
  // JSON has no text for functions and symbols; the platform's encoder makes nothing of it, and so does the SDK.
  if (text === undefined) {
    remarkLoss(typeof value);
    return NOTHING;
  }
  if (text.length > SHORT) return encoder.encode(text);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return encoder.encode(text);
    bytes[i] = code;
  }
  return bytes;
}

/** What is handed over as nothing is noticed only by whoever misses it: it is said where it happens. */
function remarkLoss(what: string): void {
  currentScope()?.ledger.remark({
    type: 'misuse',
    what: 'not-json',
    text: `a ${what} is handed over (returned, written to state or sent along), which JSON cannot hold, so nothing arrives. Hand over data, or declare a serde that can hold it.`,
    entry: 0,
  });
}

function decode(bytes: Uint8Array): string {
  if (bytes.length > SHORT) return decoder.decode(bytes);
  let text = '';
  for (const code of bytes) {
    if (code > 0x7f) return decoder.decode(bytes);
    text += String.fromCharCode(code);
  }
  return text;
}
