import type { Serde } from '@restatedev/restate-sdk';
import { decodeUtf8, encodeUtf8 } from '../../../../sim/core/utf8.ts';
import type { SerdeName } from './upgrade.ts';

/** @returns undefined for the default of the SDK */
export function serdeOf(name: SerdeName | undefined): Serde<unknown> | undefined {
  return name === undefined ? undefined : SERDES[name];
}

const parsed = (data: Uint8Array): unknown => JSON.parse(decodeUtf8(data));
const written = (value: unknown): Uint8Array => encodeUtf8(JSON.stringify(value) ?? 'null');

const SERDES: Readonly<Record<SerdeName, Serde<unknown>>> = {
  /** Another shape: it finds nothing in what others wrote, and throws where there is nothing to look into. */
  tagged: {
    contentType: 'application/json',
    serialize: (value) => written({ tagged: value }),
    deserialize: (data) => (parsed(data) as { readonly tagged: unknown }).tagged ?? null,
  },
  /** As the default, but for text: it throws for what is no string. */
  strict: {
    contentType: 'application/json',
    serialize: written,
    deserialize: (data) => {
      const value = parsed(data);
      if (typeof value !== 'string') throw new Error('this is no text');
      return value;
    },
  },
  /** The bytes themselves: whatever is there can be read. */
  text: {
    contentType: 'text/plain',
    serialize: (value) => encodeUtf8(String(value)),
    deserialize: decodeUtf8,
  },
};
