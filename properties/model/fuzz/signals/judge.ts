import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { node } from '../../../harness/command.ts';
import { readFinding } from '../../../../sim/search/finding/finding.ts';
import { FILES } from './services.ts';
import type { Command } from './commands.ts';
import type { Ending, Trial } from './trial.ts';

/** Where a trial took place. */
export interface Surroundings {
  readonly folder: string;
  /** Its folder for temporary files. */
  readonly temporary: string;
  readonly bin: string;
  /** How long it took to start Node, in ms; undefined where no end is too late. */
  readonly yardstickMs: number | undefined;
}

/** What is saved after a signal, and the end: on an idle machine within a second. To start Node takes some 40 ms there. */
const LIMIT_MS = 1_000;
const LIMIT_IN_STARTS = 25;

/** @returns what is wrong, a sentence each */
export async function judge(trial: Trial, ending: Ending, where: Surroundings): Promise<readonly string[]> {
  return [
    ...wrongEnd(trial, ending, where),
    ...wrongOutput(trial.command, ending),
    ...wrongFiles(trial.command, where.folder),
    ...lost(ending, where),
    ...readdirSync(where.temporary)
      // The compiler keeps what it has compiled.
      .filter((name) => !/^(tsx|node-compile-cache)/.test(name))
      .map((name) => `leaves ${name} in the folder for temporary files`),
  ];
}

function wrongEnd(
  { signal, command, twice }: Trial,
  { status, signal: by, tookMs, out, error, leftProcesses }: Ending,
  { yardstickMs }: Surroundings,
): string[] {
  const wrong: string[] = [];
  const limitMs = yardstickMs === undefined ? Infinity : Math.max(LIMIT_MS, LIMIT_IN_STARTS * yardstickMs);
  if (tookMs !== undefined && tookMs > limitMs)
    wrong.push(`ends ${Math.round(tookMs)} ms after the signal, and the limit is ${Math.round(limitMs)} ms now`);
  if (by !== null && by !== signal) wrong.push(`is ended by ${by}`);
  const printed = `${out}\n${error}`;
  const hasBegun = command.args[0] === 'run' && /^restate-sim \d/m.test(printed);
  if (by !== null && hasBegun && !twice && !IS_OVER.test(printed))
    wrong.push('is ended by the signal while it searches: what it had found is lost');
  if (by === null && ![0, 1, 2].includes(status ?? -1)) wrong.push(`ends with status ${status}`);
  if (status === 0 && !HAS_RESULT.test(out + error)) wrong.push('ends with status 0 and without a verdict');
  if (leftProcesses) wrong.push('leaves a process behind');
  if (/fault of restate-sim|^\s+at .*\/(sim|dist)\//m.test(error + out))
    wrong.push(`prints a stack: ${error.slice(0, 300)}`);
  return wrong;
}

/** The last line of a search. */
const IS_OVER = /of virtual time in/;

/** What commands that have come to an end say. */
const HAS_RESULT = /everything held|no longer broken|moved to|report|Counter\/add|\d+ scenarios?,/;

function wrongOutput({ prints }: Command, { out }: Ending): string[] {
  if (prints === 'text' || out === '') return [];
  if (prints === 'json') return isJson(out) ? [] : [`prints JSON that is not whole: ${out.slice(-80)}`];
  return out.trimEnd().endsWith('</testsuites>') ? [] : [`prints XML that is not whole: ${out.slice(-80)}`];
}

function wrongFiles({ outputs }: Command, folder: string): string[] {
  const expected = new Set([
    ...Object.keys(FILES),
    ...outputs,
    'kept/finding.json',
    '.sim/report.html',
    '.sim/run.json.gz',
    'run.json.gz',
  ]);
  return filesIn(folder).flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    if (/^(kept|corpus|\.sim\/findings)\/.*\.json$/.test(file)) {
      try {
        readFinding(text, file);
        return [];
      } catch (error) {
        return [`leaves ${file}, which is no finding: ${String(error)}`];
      }
    }
    if (/^\.sim\/findings\/.*\.trace$/.test(file)) return [];
    if (!expected.has(file)) return [`leaves ${file}`];
    if (file === 'result.json' && !isJson(text)) return ['leaves result.json, which is not whole'];
    if (file === 'junit.xml' && !text.trimEnd().endsWith('</testsuites>'))
      return ['leaves junit.xml, which is not whole'];
    if (file.endsWith('.html') && !text.trimEnd().endsWith('</html>')) return [`leaves ${file}, which is not whole`];
    return [];
  });
}

/** What was printed as found is there, and shows again. */
function lost({ out, error }: Ending, { folder, bin }: Surroundings): string[] {
  const named = new Set(
    [...`${out}${error}`.matchAll(/replay (\.sim\/findings\/\S+\.json)/g)].map(([, file = '']) => file),
  );
  const gone = [...named]
    .filter((file) => !existsSync(join(folder, file)))
    .map((file) => `names ${basename(file)}, which is not there`);
  const [first] = [...named].filter((file) => existsSync(join(folder, file)));
  if (first === undefined) return gone;
  const { status, error: said } = node([bin, 'replay', first, 'broken.ts'], { cwd: folder, timeoutMs: 60_000 });
  // A finding of what a module keeps need not show alone.
  return status === 0 || status === 1 || status === 2
    ? gone
    : [...gone, `saves ${basename(first)}, which cannot be replayed: ${said.slice(0, 200)}`];
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
