import { tmpdir } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import type { Captured } from './captured.ts';
import { EVALUATED } from './hostile-values.ts';

/** Control characters, marks of direction, separators of lines, halves of characters: no face may print them. */
const HIDDEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** The exit statuses of docs/command-line.md. */
const STATUSES = [0, 1, 2, 3];
const REFUSED = 3;

/** A refusal is read: it does not quote more than this of what it refuses. */
const MAX_SENTENCE = 1_100;

/** What is wrong with how a command ended, in words that are the same for the same fault. */
export function objectionTo({ status, out, error, written }: Captured, folder: string): string | undefined {
  const thrown = /^thrown: ([\s\S]*)/m.exec(error)?.[1];
  if (thrown !== undefined) return `throws ${kindOfError(thrown)}`;
  if (!STATUSES.includes(status)) return `ends with status ${status}`;
  if (/fault of restate-sim|fault of the simulator/.test(out + error)) return 'calls itself a fault of restate-sim';
  if (/\n\s+at .*:\d+:\d+/.test(out + error)) return 'prints a stack';
  const hidden = HIDDEN.exec(out + error);
  if (hidden !== null) return `prints the raw character U+${(hidden[0].codePointAt(0) ?? 0).toString(16)}`;
  if (/\[object |\bundefined\b(?! is not)/.test(error)) return 'prints [object ...] or undefined';
  const outside = written.find((path) => !isAllowed(path, folder));
  if (outside !== undefined) return `writes outside of its folder: ${outside}`;
  if (EVALUATED in globalThis) return 'evaluates what a file says';
  if (Object.keys(Object.prototype).length > 0 || 'polluted' in {}) return 'changes the prototype of all objects';
  return status === REFUSED ? objectionToRefusal(error) : undefined;
}

function objectionToRefusal(error: string): string | undefined {
  const lines = error.trimEnd().split('\n');
  if (lines.length !== 1) return `refuses in ${lines.length} lines`;
  if (!error.startsWith('restate-sim: ')) return 'refuses without its name';
  if (error.length > MAX_SENTENCE) return 'refuses in a sentence of more than a thousand characters';
  return /[.?]\n$/.test(error) ? undefined : 'refuses in a sentence without an end';
}

/** What a command may write: its own folder, and the outputs that were named. */
function isAllowed(path: string, folder: string): boolean {
  // What tsx has compiled.
  if (path.startsWith(join(tmpdir(), 'tsx-'))) return true;
  const name = relative(folder, path);
  if (name.startsWith('..') || isAbsolute(name)) return false;
  return (
    /^(\.sim|kept|many)($|\/)/.test(name) || /^(page\.html|result\.json|junit\.xml|run\.json\.gz|f[^/]*)$/.test(name)
  );
}

/** The first line of an error, and where it came from, without numbers. */
function kindOfError(stack: string): string {
  const [first = '', ...frames] = stack.split('\n');
  const frame = frames.find((line) => line.includes('/sim/') || line.includes('/reports/')) ?? frames[0] ?? '';
  return `${first.slice(0, 120)} ${frame.trim().replace(/^at (\S+).*\/(\w.*)\)$/, 'at $1 ($2)')}`;
}
