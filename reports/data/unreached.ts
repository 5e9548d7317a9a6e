import type { Report, UnreachedLines } from './report.ts';

/** Lines of one file that no run reached, all of one handler or of none. */
export interface UnreachedGroup {
  readonly file: string;
  /** Such as `41-44, 50`. */
  readonly lines: string;
  /** The first of these lines, for what can point to one only. */
  readonly line: number;
  /** ` (Order/cancel)`, or empty. */
  readonly handler: string;
}

/** @returns the lines that no run reached, by file and handler; undefined where they were not measured */
export function unreachedGroups({ unreached }: Pick<Report, 'unreached'>): readonly UnreachedGroup[] | undefined {
  if (unreached === undefined) return undefined;
  const groups = new Map<string, UnreachedLines[]>();
  for (const lines of unreached) {
    const name = JSON.stringify([lines.file, lines.handler]);
    groups.set(name, [...(groups.get(name) ?? []), lines]);
  }
  return [...groups.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const lines = all.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
    return {
      file: first.file,
      lines,
      line: first.from,
      handler: first.handler === undefined ? '' : ` (${first.handler})`,
    };
  });
}
