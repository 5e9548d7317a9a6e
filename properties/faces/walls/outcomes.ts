import { fileURLToPath } from 'node:url';
import { node, type Ended } from '../../harness/command.ts';
import type { FolderOfServices } from '../cli/folder-of-services.ts';
import { fileOf } from './batch.ts';
import type { Row } from './row.ts';

/** What a search says of one row. */
export interface Outcome {
  readonly verdict: string;
  /** What it found, left undecided and advised. */
  readonly said: readonly string[];
  readonly traceHash: string;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const INDEX = here('../../../sim/index.ts');
const FILE = 'walls.ts';

/**
 * Searches these rows in one process.
 * @returns for each row, in order, the results of two searches with the same seed
 */
export function outcomesOf(folder: FolderOfServices, rows: readonly Row[]): Outcome[][] {
  const named = rows.map((row, index) => [`row${index}`, row] as const);
  folder.write(FILE, fileOf(named, { index: INDEX }));
  const ended = node([here('drive.ts'), FILE], { cwd: folder.path, timeoutMs: 300_000 });
  const results = ended.out
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Outcome & { readonly name: string });
  return named.map(([name, { way }]) => {
    const own = results.filter((each) => each.name === name);
    if (own.length !== 2) throw new Error(`There are ${own.length} results of ${way}: ${shown(ended)}`);
    return own;
  });
}

interface Result {
  readonly name: string;
  readonly verdict: string;
  readonly traceHash: string;
  readonly findings: readonly { readonly message: string }[];
  readonly undecided: readonly string[];
  readonly advice: readonly { readonly message: string }[];
}

/** Runs the command on one row, in a process of its own. @returns what it says of it */
export function commandOn(folder: FolderOfServices, row: Row, ...options: readonly string[]): Outcome {
  folder.write(FILE, fileOf([['row', row]], { index: INDEX }));
  const ended = folder.command('run', FILE, '--seed', '1', '--runs', '4', '--json', 'out.json', ...options);
  const { scenarios } = JSON.parse(folder.read('out.json')) as { readonly scenarios: readonly Result[] };
  const [result] = scenarios;
  if (result === undefined) throw new Error(`There is no result of ${row.way}: ${shown(ended)}`);
  const { verdict, traceHash, findings, undecided, advice } = result;
  const said = [...findings.map(({ message }) => message), ...undecided, ...advice.map(({ message }) => message)];
  return { verdict, said, traceHash };
}

function shown({ status, out, error }: Ended): string {
  return `status ${String(status)}\n${out}${error}`;
}
