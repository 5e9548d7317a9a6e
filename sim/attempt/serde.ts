import { currentScope } from './scope.ts';

/** The part of the SDK's `Serde` that turns values into bytes and back, whatever the type of the values. */
export interface AnySerde {
  readonly contentType?: string | undefined;
  serialize(value: unknown): Uint8Array;
  deserialize(bytes: Uint8Array): unknown;
}

const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The SDK's default JSON serde, byte for byte (`undefined` is no bytes), but faster for small values. */
export const jsonSerde: AnySerde = {
  contentType: 'application/json',
  serialize: (value) => (value === undefined ? NOTHING : encode(value, JSON.stringify(value))),
  deserialize: (bytes) => (bytes.length === 0 ? undefined : (JSON.parse(decode(bytes)) as unknown)),
};

/** Up to this length ASCII characters are copied by hand: a call into the platform's codec costs more. */
const MAX_COPIED_LENGTH = 32;

function encode(value: unknown, text: string | undefined): Uint8Array {
  // JSON.stringify returns undefined for functions and symbols. The encoder writes no bytes then, as in the SDK.
  if (text === undefined) {
    remarkLoss(typeof value);
    return NOTHING;
  }
  if (text.length > MAX_COPIED_LENGTH) return encoder.encode(text);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return encoder.encode(text);
    bytes[i] = code;
  }
  return bytes;
}

/** The receiver of nothing may notice it much later: hence a remark where the value is lost. */
function remarkLoss(what: string): void {
  currentScope()?.ledger.remark({
    type: 'misuse',
    what: 'not-json',
    text: `A ${what} is returned, written to state or sent. JSON cannot represent it, so nothing arrives. Pass data, or declare a serde that can represent it.`,
    entry: 0,
  });
}

function decode(bytes: Uint8Array): string {
  if (bytes.length > MAX_COPIED_LENGTH) return decoder.decode(bytes);
  let text = '';
  for (const code of bytes) {
    if (code > 0x7f) return decoder.decode(bytes);
    text += String.fromCharCode(code);
  }
  return text;
}
