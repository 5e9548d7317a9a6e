/** The part of the SDK's `Serde` that turns values into bytes and back; whatever values it is declared for. */
export interface AnySerde {
  readonly contentType?: string | undefined;
  serialize(value: unknown): Uint8Array;
  deserialize(bytes: Uint8Array): unknown;
}

const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * The SDK's default JSON serde, to the byte: `undefined` is no bytes. It shares one encoder, where the SDK makes a new
 * one for each value; that is most of what a small value costs.
 */
export const jsonSerde: AnySerde = {
  contentType: 'application/json',
  serialize: (value) => (value === undefined ? NOTHING : encoder.encode(JSON.stringify(value))),
  deserialize: (bytes) => (bytes.length === 0 ? undefined : (JSON.parse(decoder.decode(bytes)) as unknown)),
};
