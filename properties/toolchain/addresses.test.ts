/** Goal: only sim/core/address.ts knows how addresses are written. Method: the sources are searched for what does it too. */
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROOT } from '../harness/command.ts';

/** Pieces of code that put an address together or take one apart. */
const BY_HAND: readonly RegExp[] = [
  // `${invocation}#${attempt}`, `${step}~${times}`, `${attempt}@${entry}:${phase}`
  /\}[#~]\$\{/,
  /\}@\$\{[^}]*\}:/,
  // /#(\d+)/, /@\d+:/, /~\d+$/
  /[#@~]\(?\\d/,
  // address.indexOf('#'), invocation.split('/')
  /\.(?:split|indexOf|lastIndexOf|includes|endsWith)\('[#~@+]'\)/,
  /\b(?:invocation|address)\.(?:split|indexOf|lastIndexOf|slice)\(/,
];

/** The file that knows addresses, and the one that takes URLs apart, in which the same characters mean something else. */
const KNOWING: ReadonlySet<string> = new Set(['sim/core/address.ts', 'sim/test-environment/http/path-and-query-of.ts']);

const sources = globSync('{sim,reports}/**/*.{ts,tsx}', { cwd: ROOT }).filter(
  (file) => !file.endsWith('.test.ts') && !file.includes('/testing/') && !KNOWING.has(file.replaceAll('\\', '/')),
);

it('finds such code', () => {
  const found = (code: string): boolean => BY_HAND.some((pattern) => pattern.test(code));
  expect(found('const name = `${invocation}#${attempt}`;')).toBe(true);
  expect(found('const [, attempt] = /#(\\d+)$/.exec(point) ?? [];')).toBe(true);
  expect(found("const caller = invocation.slice(0, invocation.lastIndexOf('/'));")).toBe(true);
  expect(found('const name = pointOf(invocation, attempt, entry, phase);')).toBe(false);
});

it('takes addresses apart in one file', () => {
  expect(sources.length).toBeGreaterThan(300);
  const others = sources.flatMap((file) =>
    readFileSync(`${ROOT}/${file}`, 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        BY_HAND.some((pattern) => pattern.test(line)) ? [`${file}:${index + 1} ${line.trim()}`] : [],
      ),
  );
  expect(others).toEqual([]);
});
