import { readFileSync } from 'node:fs';
import { findSourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A place in a script that comes from a line of the user. */
export interface MappedPlace {
  /** Character of the script, from 0. */
  readonly offset: number;
  /** Line of the source, from 1. */
  readonly line: number;
}

/** How a script was made of its source. */
export interface ScriptLines {
  /** In the order of the script. */
  readonly places: readonly MappedPlace[];
  /** @returns the offset of a line and a column, from 0 */
  offsetOf(line: number, column: number): number;
}

/** @param url of a script that was loaded in this thread, compiled or as it is */
export function scriptLines(url: string): ScriptLines {
  const map: MapWithLengths | undefined = findSourceMap(url);
  return map?.lineLengths === undefined ? asItIs(url) : compiled(map, map.lineLengths);
}

/** What Node knows of a source map in addition to what its types say. */
type MapWithLengths = NonNullable<ReturnType<typeof findSourceMap>> & { readonly lineLengths?: readonly number[] };

function compiled(map: MapWithLengths, lengths: readonly number[]): ScriptLines {
  const starts = startsOf(lengths);
  const places: MappedPlace[] = [];
  for (const [line, length] of lengths.entries()) {
    for (let column = 0; column < length; column++) {
      const entry = map.findEntry(line, column);
      // Between two entries it finds the one before.
      if (!('originalLine' in entry) || entry.generatedLine !== line || entry.generatedColumn !== column) continue;
      places.push({ offset: (starts[line] ?? 0) + column, line: entry.originalLine + 1 });
    }
  }
  return { places, offsetOf: (line, column) => (starts[line] ?? 0) + column };
}

/** JavaScript runs as it is written: each word of it is a place. */
function asItIs(url: string): ScriptLines {
  const lines = readFileSync(fileURLToPath(url.replace(/[?#].*$/s, '')), 'utf8').split('\n');
  const starts = startsOf(lines.map(({ length }) => length));
  const places = lines.flatMap((text, index) =>
    /^\s*(\/\/|\/?\*)/.test(text)
      ? []
      : Array.from(text.matchAll(/[\w$]+/g), ({ index: column }) => ({
          offset: (starts[index] ?? 0) + column,
          line: index + 1,
        })),
  );
  return { places, offsetOf: (line, column) => (starts[line] ?? 0) + column };
}

function startsOf(lengths: readonly number[]): readonly number[] {
  let start = 0;
  return lengths.map((length) => {
    const own = start;
    start += length + 1;
    return own;
  });
}
