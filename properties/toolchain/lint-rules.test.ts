/**
 * Goal: the rules that hold this project together (no ambient time, chance or I/O, no escape from types and promises) are
 * on, and on where they should be; layers have a test of their own. Method: files that break the rules, and files that are
 * allowed to, are planted in a separate folder and linted with the configuration of this repository. Each rule is also taken
 * out of the configuration and must then report nothing, which shows that no other rule stands in for it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { depth } from '../harness/depth.ts';
import { CONFIG, Planted } from './planted.ts';

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
  { rule: 'max-lines', file: 'sim/core/planted.ts', code: '// one line\n'.repeat(401) },
  { rule: 'max-lines', file: 'properties/planted.test.ts', code: '// one line\n'.repeat(401) },
  { rule: 'max-lines-per-function', file: 'sim/core/planted.ts', code: functionOf(71) },
  { rule: 'max-lines-per-function', file: 'reports/viewer/planted.tsx', code: functionOf(71) },
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
  { file: 'sim/core/planted.ts', code: functionOf(68) },
  { file: 'properties/planted.test.ts', code: functionOf(71) },
  { file: 'planted.config.ts', code: 'export default {};' },
];

describe('lint', () => {
  const place = new Planted();
  /** What is planted, each piece in a file of its own: `planted.ts` becomes `planted-17.ts`. */
  const names = [...planted, ...permitted].map(({ file }, index) =>
    file.includes('planted-') ? file : file.replace(/planted/, `planted-${index}`),
  );
  const fileOf = (index: number) => names[index] ?? '';
  let found: ReadonlyMap<string, readonly string[]> = new Map();

  /** Lints what is planted. @returns file -> names of the rules that it breaks. */
  function lint(by: string): Map<string, string[]> {
    const broken = new Map<string, string[]>();
    for (const { file, rule } of place.lint(by)) broken.set(file, [...(broken.get(file) ?? []), rule]);
    return broken;
  }

  beforeAll(() => {
    for (const [index, { code }] of [...planted, ...permitted].entries()) place.plant(fileOf(index), code);
    found = lint(CONFIG);
  });
  afterAll(() => place.remove());

  const rules = [...new Set(planted.map(({ rule }) => rule))];

  it.each(rules)('finds every planted break of %s', (rule) => {
    const missed = planted.filter((break_, index) => break_.rule === rule && !found.get(fileOf(index))?.includes(rule));
    expect(missed).toEqual([]);
  });

  // One by one they show that no other rule stands in for one; all at once, that none of them speaks without being asked to.
  it.each(depth({ slice: [rules], deep: rules.map((rule) => [rule]) }).map((gone) => [gone.join(', '), gone] as const))(
    'is silent about %s once that is gone',
    (_names, gone) => {
      const loud = [...lint(without(CONFIG, gone))].filter(([, broken]) => broken.some((rule) => gone.includes(rule)));
      expect(loud).toEqual([]);
    },
  );

  it('lets everything else stand where it belongs', () => {
    const refused = permitted.filter((_, index) => found.has(fileOf(planted.length + index)));
    expect(refused).toEqual([]);
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

/** A function whose body has this many lines, and as many empty ones and comments. */
function functionOf(lines: number): string {
  return `export function x(): void {\n${'  x();\n\n  // more\n'.repeat(lines)}}`;
}
