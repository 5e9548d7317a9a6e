/**
 * Goal: the rules that hold this project together (layers, no ambient time, chance or I/O, no escape from types and promises)
 * are on, and on where they should be. Method: files that break them, and files that are allowed to, planted in a folder of
 * their own and linted with the project's configuration. To show that it is our configuration that speaks, each rule is
 * also taken out of it, and must then fall silent.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { depth } from '../harness/depth.ts';

const project = join(import.meta.dirname, '../..');

/** Breaks of one rule: where, and the code that must be found there. */
const planted: readonly { readonly rule: string; readonly file: string; readonly code: string }[] = [
  ...['Date.now()', 'new Date()', 'performance.now()', 'setTimeout(f, 1)', 'setInterval(f, 1)', 'setImmediate(f)']
    .concat(['crypto.randomUUID()', 'void fetch("/")', 'new WebSocket("ws:/")', 'globalThis.setTimeout(f, 1)'])
    .flatMap((code) => everywhere('no-restricted-globals', `const f = (): void => {};\nf();\n${code};`)),
  ...['Math.random()', 'process.hrtime()', 'process.uptime()', "process.env['HOME']"].flatMap((code) =>
    everywhere('no-restricted-properties', `export const x: unknown = ${code};`),
  ),
  ...['fs', 'node:fs', 'node:fs/promises', 'node:net', 'node:http', 'node:http2', 'node:https', 'node:timers']
    .concat(['node:timers/promises', 'node:crypto', 'node:child_process', 'node:perf_hooks', 'node:os', 'node:dns'])
    .flatMap((name) => everywhere('no-nodejs-modules', `export * from '${name}';`)),
  ...everywhere('no-console', "console.log('hello');"),
  ...['Date.now()', 'void fetch("/")'].flatMap((code) => [
    { rule: 'no-restricted-globals', file: 'properties/planted.test.ts', code: `${code};` },
  ]),
  { rule: 'no-nodejs-modules', file: 'properties/planted.test.ts', code: "export * from 'node:timers/promises';" },
  { rule: 'no-floating-promises', file: 'sim/core/planted.ts', code: 'Promise.resolve(1);' },
  { rule: 'no-misused-promises', file: 'sim/core/planted.ts', code: '[1].forEach(async () => {});' },
  { rule: 'no-explicit-any', file: 'sim/core/planted.ts', code: 'export const x: any = 1;' },
  { rule: 'no-non-null-assertion', file: 'sim/core/planted.ts', code: 'export const x = (a?: number) => a!;' },
  {
    rule: 'no-unnecessary-type-assertion',
    file: 'sim/core/planted.ts',
    code: 'export const x = (a: number) => a as number;',
  },
  {
    rule: 'switch-exhaustiveness-check',
    file: 'sim/core/planted.ts',
    code: "export function x(a: 'b' | 'c') {\n  switch (a) {\n    case 'b':\n      return 1;\n  }\n  return 2;\n}",
  },
  {
    rule: 'consistent-type-imports',
    file: 'sim/core/planted.ts',
    code: "import { A } from './planted-types.ts';\nexport const x = (a: A): A => a;",
  },
  {
    rule: 'no-cycle',
    file: 'sim/core/planted-cycle-2.ts',
    code: "export { a } from './planted-cycle.ts';\nexport const b = 1;",
  },
  { rule: 'no-default-export', file: 'sim/core/planted.ts', code: 'export default 1;' },
  {
    rule: 'no-cycle',
    file: 'sim/core/planted-cycle.ts',
    code: "export { b } from './planted-cycle-2.ts';\nexport const a = 1;",
  },
  { rule: 'no-restricted-imports', file: 'objects/planted.ts', code: "export * from 'fast-check';" },
  {
    rule: 'no-restricted-imports',
    file: 'objects/planted.ts',
    code: "export * from '@restatedev/restate-sdk-clients';",
  },
  {
    rule: 'no-restricted-imports',
    file: 'sim/core/planted.ts',
    code: "export const x = () => import('../server/x.ts');",
  },
];

/** Code that may stand where it stands. */
const permitted: readonly { readonly file: string; readonly code: string }[] = [
  { file: 'sim/cli/planted.ts', code: "export * from 'node:fs';\nconsole.log(Date.now(), process.env['HOME']);" },
  { file: 'sim/attempt/ambient-planted.ts', code: 'globalThis.Date = Date;\nMath.random = () => 0;' },
  { file: 'sim/attempt/ambient/planted.ts', code: "export * from 'node:timers';\nexport const now = Date.now;" },
  { file: 'sim/attempt/hops.ts', code: 'setImmediate(() => {});' },
  {
    file: 'properties/model/conformance/real-server/planted.ts',
    code: "export * from 'node:http2';\nsetTimeout(() => {}, Date.now());",
  },
  { file: 'properties/planted.test.ts', code: "export * from 'node:fs';\nexport * from 'node:child_process';" },
  {
    file: 'sim/core/planted.ts',
    code: "export * from 'node:util';\nexport const x = (at: Date): number => at.getTime();",
  },
  { file: 'sim/core/planted-types.ts', code: 'export interface A {\n  readonly a: 1;\n}' },
  { file: 'objects/planted.ts', code: "export * from '@restatedev/restate-sdk';\nexport * from './refuse.ts';" },
  { file: 'objects/planted.test.ts', code: "export * from 'fast-check';\nexport * from './planted.ts';" },
  { file: 'planted.config.ts', code: 'export default {};' },
];

/** Which room knows which; the same list stands in ARCHITECTURE.md as a picture. */
const vocabulary = ['sim/core', 'sim/journal', 'sim/trace'];
const oneRun = [...vocabulary, 'sim/server', 'sim/attempt', 'sim/checks', 'sim/simulation'];
const knows: Readonly<Record<string, readonly string[]>> = {
  'sim/core': [],
  'sim/journal': ['sim/core'],
  'sim/trace': ['sim/core', 'sim/journal'],
  'sim/server': vocabulary,
  'sim/attempt': vocabulary,
  'sim/checks': vocabulary,
  'sim/simulation': oneRun,
  'sim/search': oneRun,
  objects: [],
  scenarios: [...oneRun, 'sim/search', 'objects', 'sim/cli', 'sim/vitest'],
  reports: ['sim/trace'],
};
const rooms = Object.keys(knows);
const targets = [...rooms, 'sim/cli', 'sim/vitest', 'properties'];

const crossings = rooms.flatMap((from) => targets.filter((to) => to !== from).map((to) => ({ from, to })));

describe('lint', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lint-rules-'));
  const config = readFileSync(join(project, '.oxlintrc.json'), 'utf8');
  /** What is planted, each piece in a file of its own: `planted.ts` becomes `planted-17.ts`. */
  const names = [...planted, ...permitted].map(({ file }, index) =>
    file.includes('planted-') ? file : file.replace(/planted/, `planted-${index}`),
  );
  const fileOf = (index: number) => names[index] ?? '';
  const crossingFile = (from: string, to: string) => `${from}/${to.replace('/', '-')}-planted.ts`;
  let found: ReadonlyMap<string, readonly string[]> = new Map();

  function plant(file: string, code: string): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${code}\n`);
  }

  /** Lints what is planted. @returns file -> names of the rules that it breaks. */
  function lint(by: string): Map<string, string[]> {
    writeFileSync(join(folder, '.oxlintrc.json'), by);
    const oxlint = join(project, 'node_modules/oxlint/bin/oxlint');
    const { stdout, stderr } = spawnSync(process.execPath, [oxlint, '--format=unix'], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    const broken = new Map<string, string[]>();
    for (const line of stripVTControlCharacters(stdout).split('\n')) {
      const [, file, rule] = /^(.*?):\d+:\d+: .* \[\w+\/[\w-]+\(([\w-]+)\)\]$/.exec(line) ?? [];
      if (file !== undefined && rule !== undefined) broken.set(file, [...(broken.get(file) ?? []), rule]);
    }
    if (!/\d+ problems?$/m.test(stdout) && stdout.trim() !== '')
      throw new Error(`oxlint did not run: ${stdout}${stderr}`);
    return broken;
  }

  beforeAll(() => {
    symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'tsconfig.json'), readFileSync(join(project, 'tsconfig.json')));
    for (const [index, { code }] of [...planted, ...permitted].entries()) plant(fileOf(index), code);
    for (const { from, to } of crossings) {
      const up = from.includes('/') ? '../..' : '..';
      const path = from.startsWith('sim/') && to.startsWith('sim/') ? to.replace('sim', '..') : `${up}/${to}`;
      plant(crossingFile(from, to), `export * from '${path}/planted.ts';`);
    }
    found = lint(config);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const rules = [...new Set(planted.map(({ rule }) => rule))];

  it.each(rules)('finds every planted break of %s', (rule) => {
    const missed = planted.filter((break_, index) => break_.rule === rule && !found.get(fileOf(index))?.includes(rule));
    expect(missed).toEqual([]);
  });

  // One by one they show that no other rule stands in for one; all at once, that none of them speaks without being asked to.
  it.each(depth({ slice: [rules], deep: rules.map((rule) => [rule]) }).map((gone) => [gone.join(', '), gone] as const))(
    'is silent about %s once that is gone',
    (_names, gone) => {
      const loud = [...lint(without(config, gone))].filter(([, broken]) => broken.some((rule) => gone.includes(rule)));
      expect(loud).toEqual([]);
    },
  );

  it('lets everything else stand where it belongs', () => {
    const refused = permitted.filter((_, index) => found.has(fileOf(planted.length + index)));
    expect(refused).toEqual([]);
  });

  it.each(rooms)('lets %s import what it may know, and nothing else', (from) => {
    const importable = targets.filter((to) => to !== from && !found.has(crossingFile(from, to)));
    expect(importable).toEqual(targets.filter((to) => to !== from && knows[from]?.includes(to)));
  });

  it('lets the server know an attempt by its interface, and nothing else of it', () => {
    for (const file of ['attempt', 'definition', 'process', 'fake/engine', 'ambient/clock', 'sdk-shape'])
      plant(`sim/server/interface-${file.replace('/', '-')}.ts`, `export * from '../attempt/${file}.ts';`);
    const refused = [...lint(config).keys()].filter((file) => file.startsWith('sim/server/interface-'));
    expect(refused.toSorted()).toEqual(
      ['ambient-clock', 'fake-engine', 'sdk-shape'].map((file) => `sim/server/interface-${file}.ts`),
    );
  });
});

/** The configuration with these rules switched off wherever they are mentioned. */
function without(config: string, gone: readonly string[]): string {
  const isRule = (name: string) => gone.some((rule) => name === rule || name.endsWith(`/${rule}`));
  const parsed = JSON.parse(config.replace(/^\s*\/\/.*$/gm, '')) as Config;
  for (const part of [parsed, ...parsed.overrides])
    for (const name of Object.keys(part.rules).filter(isRule)) part.rules[name] = 'off';
  return JSON.stringify(parsed);
}

interface Config {
  readonly rules: Record<string, unknown>;
  readonly overrides: readonly { readonly rules: Record<string, unknown> }[];
}

/** The same break in each room where a run must depend on nothing but its seed and plan. */
function everywhere(rule: string, code: string): { rule: string; file: string; code: string }[] {
  return ['sim/core', 'sim/attempt/fake', 'objects', 'properties', 'scenarios'].map((room) => ({
    rule,
    code,
    file: `${room}/planted.ts`,
  }));
}
