import type { UnreachedLines } from '../../../reports/data/report.ts';
import type { ScriptLines } from './script-lines.ts';

/** A function of a script and its blocks, outer ones first: V8's own form. */
export interface CountedFunction {
  readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
}

/** One script with the counts of its blocks. */
export interface CountedScript {
  readonly functions: readonly CountedFunction[];
  readonly lines: ScriptLines;
  /** Offset in each handler's function, and its name. */
  readonly handlers: readonly { readonly offset: number; readonly name: string }[];
}

/**
 * @param file as it is shown
 * @param scripts all that were made of that file: it may have been loaded several times
 * @param source its text
 * @returns the lines that ran in none of them, joined where nothing between them could have run
 */
export function unreachedLines(
  file: string,
  scripts: readonly CountedScript[],
  source: string,
): readonly UnreachedLines[] {
  const reached = new Set<number>();
  const known = new Map<number, string | undefined>();
  for (const script of scripts) {
    for (const { offset, line } of script.lines.places) {
      if (countAt(script, offset) > 0) reached.add(line);
      else if (!known.has(line)) known.set(line, handlerAt(script, offset));
    }
  }
  const text = source.split('\n');
  const isCode = (line: number): boolean => /[\p{L}\p{N}]/u.test(text[line - 1] ?? '');
  const joined: UnreachedLines[] = [];
  for (const line of [...known.keys()].toSorted((one, other) => one - other)) {
    if (reached.has(line) || !isCode(line)) continue;
    const handler = known.get(line);
    const before = joined.at(-1);
    const isNext = before !== undefined && before.handler === handler && !anyBetween(reached, before.to, line);
    if (isNext) joined[joined.length - 1] = { ...before, to: line };
    else joined.push({ file, from: line, to: line, ...(handler !== undefined && { handler }) });
  }
  return joined;
}

function anyBetween(lines: ReadonlySet<number>, from: number, to: number): boolean {
  for (let line = from + 1; line < to; line++) if (lines.has(line)) return true;
  return false;
}

/** The innermost block counts. A function that V8 does not list is inside one that did not run. */
function countAt({ functions }: CountedScript, offset: number): number {
  let innermost: { readonly size: number; readonly count: number } = { size: Infinity, count: 0 };
  for (const { ranges } of functions) {
    for (const { startOffset, endOffset, count } of ranges) {
      const size = endOffset - startOffset;
      if (offset >= startOffset && offset < endOffset && size <= innermost.size) innermost = { size, count };
    }
  }
  return innermost.count;
}

/** @returns the name of the handler whose code a place belongs to */
function handlerAt({ functions, handlers }: CountedScript, offset: number): string | undefined {
  const bodies = handlers.flatMap(({ offset: inside, name }) => {
    const own = functions
      .flatMap(({ ranges: [whole] }) => (whole === undefined ? [] : [whole]))
      .filter(({ startOffset, endOffset }) => inside >= startOffset && inside < endOffset)
      .toSorted((one, other) => one.endOffset - one.startOffset - (other.endOffset - other.startOffset))[0];
    return own === undefined ? [] : [{ ...own, name }];
  });
  return bodies.find(({ startOffset, endOffset }) => offset >= startOffset && offset < endOffset)?.name;
}
