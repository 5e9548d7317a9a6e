import { currentScope } from './scope.ts';
import { decodeUtf8, encodeUtf8 } from '../core/utf8.ts';

/** The part of the SDK's `Serde` that turns values into bytes and back, whatever the type of the values. */
export interface AnySerde {
  readonly contentType?: string | undefined;
  serialize(value: unknown): Uint8Array;
  deserialize(bytes: Uint8Array): unknown;
}

const NOTHING = new Uint8Array(0);

/** The SDK's default JSON serde, byte for byte (`undefined` is no bytes), but faster for small values. */
export const jsonSerde: AnySerde = {
  contentType: 'application/json',
  serialize: (value) => (value === undefined ? NOTHING : encode(value, JSON.stringify(value))),
  deserialize: (bytes) => (bytes.length === 0 ? undefined : (JSON.parse(decodeUtf8(bytes)) as unknown)),
};

function encode(value: unknown, text: string | undefined): Uint8Array {
  // JSON.stringify returns undefined for functions and symbols. The encoder writes no bytes then, as in the SDK.
  if (text === undefined) {
    remarkLoss(typeof value);
    return NOTHING;
  }
  if (text.includes(UNAWAITED)) remarkUnawaited();
  return encodeUtf8(text);
}

/** What JSON writes of a promise of the context. */
const UNAWAITED = '"cancelPromise":{"promise":{}}';

function remarkUnawaited(): void {
  currentScope()?.ledger.remark({
    type: 'misuse',
    what: 'not-json',
    text: 'A promise of the context is returned, written to state or sent. JSON writes its internals instead of its value. Await it first.',
  });
}

/** The receiver of nothing may notice it much later: hence a remark where the value is lost. */
function remarkLoss(what: string): void {
  currentScope()?.ledger.remark({
    type: 'misuse',
    what: 'not-json',
    text: `A ${what} is returned, written to state or sent. JSON cannot represent it, so nothing arrives. Pass data, or declare a serde that can represent it.`,
  });
}
