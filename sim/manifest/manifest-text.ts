import { count } from '../core/count.ts';
import { valueInShort } from '../core/value-in-short.ts';
import { wrappedLine } from '../core/wrapped.ts';
import type { ManifestChange } from './manifest-change.ts';

/**
 * Prints the changes for a terminal, no wider than 80 columns: what can break something first, each with what the server
 * does, what is hit and what to do; of the others what they are.
 */
export function manifestText(changes: readonly ManifestChange[]): readonly string[] {
  const breaking = changes.filter((change) => change.breaking);
  const others = changes.filter((change) => !change.breaking);
  const lines = [
    headline(changes.length, breaking.length),
    ...breaking.flatMap((change) => [`  ✗ ${change.where}  ${change.what}`, ...detailLines(change)]),
    ...others.map(({ where, what }) => `  · ${where}  ${what}`),
  ];
  return lines.flatMap((line) => wrappedLine(line));
}

function headline(all: number, breaking: number): string {
  if (all === 0) return 'Manifest: no handler, kind, schema or option has changed.';
  const some = breaking === 0 ? 'none of them breaks anything' : `${breaking} can break something`;
  return `Manifest: ${count(all, 'change')}, ${all === 1 && breaking === 1 ? 'which can break something' : some}.`;
}

function detailLines({ server, hits, todo, example }: ManifestChange): readonly string[] {
  return [
    `    ${server}`,
    ...(hits.length === 0 ? [] : [`    Affected: ${hits.join(', ')}.`]),
    ...(example === undefined ? [] : [`    Refused: ${valueInShort(example)}`]),
    `    ${todo}`,
  ];
}
