import { encoderFor, type Encoded, type Encoder } from '../../sim/core/encoded.ts';
import { visible } from '../../sim/trace/visible.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML: no markup, nothing hidden, no change of direction. */
export const html: Encoder<'html'> = encoderFor<'html'>((text) => escaped(visible(text)));

/** The same, with its lines. */
export const htmlLines: Encoder<'html'> = encoderFor<'html'>((text) => escaped(visible(text, true)));

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** JSON for a `<script type="application/json">`: no `<` that could end it, nothing hidden, keys in a fixed order. */
export function scriptJson(value: unknown): Encoded<'html'> {
  return dataInScript(stableJson(value));
}

const dataInScript = encoderFor<'html'>((json) =>
  json.replaceAll(/[<\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  ),
);

/** Code of the viewer, which is built from this repository. */
export const builtCode: Encoder<'html'> = encoderFor<'html'>((code) => code);

/** The same text for the same data, in whatever order its keys were written. */
export function stableJson(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_key, part: unknown) =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
        : part,
    indent,
  );
}
