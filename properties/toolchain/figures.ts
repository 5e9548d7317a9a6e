// node properties/toolchain/figures.ts [FOLDER]: figures about a checkout of this repository, to compare two of them
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { importsOf, ROOT, sources } from './imports.ts';
import { cyclesOf } from './cycles.ts';

const { positionals } = parseArgs({ allowPositionals: true });
const root = resolve(positionals[0] ?? ROOT);
const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const isText = (file: string): boolean => !/\.(png|html|tgz)$/.test(file);
const linesOf = (files: readonly string[]): number =>
  files.filter(isText).reduce((sum, file) => sum + read(file).split('\n').length - 1, 0);

const isTest = (file: string): boolean => /\.test\.tsx?$|\/testing\/|^properties\//.test(file) && /\.tsx?$/.test(file);
const kinds: Readonly<Record<string, readonly string[]>> = {
  'sim (without tests)': tracked.filter((file) => /^sim\/.*\.ts$/.test(file) && !isTest(file)),
  'reports (without tests)': tracked.filter((file) => /^reports\/.*\.tsx?$/.test(file) && !isTest(file)),
  'objects and scenarios (without tests)': tracked.filter(
    (file) => /^(objects|scenarios)\/.*\.ts$/.test(file) && !isTest(file),
  ),
  'tests and properties': tracked.filter(isTest),
  pages: tracked.filter((file) => file.endsWith('.md') && !isGenerated(file)),
  'generated data': tracked.filter((file) => isGenerated(file)),
};

function isGenerated(file: string): boolean {
  return (
    /\.(json|jsonl|html|png)$/.test(file) ||
    /^(CONFORMANCE|objects\/PRACTICES|objects\/as-published\/.*|docs\/api\/.*|docs\/errors|docs\/internals\/layers)\.md$/.test(
      file,
    ) ||
    /^properties\/.*README\.md$/.test(file)
  );
}

/** Words of the dialect that house-keeping removed; the sources of others are left out. */
const WORDS = ['told', 'nobody', 'whoever', 'somebody', 'beside'];
const prose = tracked
  .filter((file) => /\.(tsx?|md)$/.test(file) && !/as-published|^docs\/api\/|words\//.test(file))
  .map(read);
const words = prose.reduce((sum, text) => sum + (text.match(/\w+/g)?.length ?? 0), 0);
const per100k = (word: string): string => {
  const found = prose.reduce((sum, text) => sum + (text.match(new RegExp(`\\b${word}\\b`, 'gi'))?.length ?? 0), 0);
  return ((found / words) * 100_000).toFixed(1);
};

const imports = importsOf(sources(root), root);
const looseIn = (folder: string): number =>
  tracked.filter((file) => dirname(file) === folder && /\.tsx?$/.test(file)).length;

const rows: readonly (readonly [string, string | number])[] = [
  ['tracked files', tracked.length],
  ...Object.entries(kinds).map(([kind, files]) => [kind, `${files.length} files, ${linesOf(files)} lines`] as const),
  ['circles of imports by value', cyclesOf(imports.filter(({ typeOnly }) => !typeOnly)).length],
  [
    'circles of imports, types included',
    cyclesOf(imports)
      .map((files) => files.length)
      .join(' + ') || 0,
  ],
  ...['properties', 'sim/search', 'sim/simulation', 'sim/server', 'sim/core'].map(
    (folder) => [`loose files in ${folder}`, looseIn(folder)] as const,
  ),
  ...WORDS.map((word) => [`"${word}" per 100,000 words`, per100k(word)] as const),
];
for (const [name, value] of rows) console.log(`${name.padEnd(40)} ${value}`);
