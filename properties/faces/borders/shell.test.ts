/**
 * Goal: what a user pastes arrives as it was. Method: the shells themselves read back hostile words, where they are installed; for
 * PowerShell and cmd, which run here on no machine, the written rules.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { depth } from '../../harness/depth.ts';
import { visible } from '../../../sim/trace/visible.ts';
import { shellOf, shellWord, wordsFor, type Shell } from '../../../sim/report/shell.ts';

/** Characters that a shell or a terminal gives a meaning, inside of quotes or outside. */
const SPECIAL = Array.from(`'"$\`!\\ \n\t\r*?~#&|;<>(){}[]=%^a-@,:1€😀‘’“”`).concat([
  '\u0001',
  '\u001B',
  '\u007F',
  '\u009B',
  '\u00A0',
  '\u200B',
  '\u202E',
  '\u2028',
  '\uFEFF',
  '\uFFFE',
]);

const SAMPLES = fc
  .sample(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: fc.constantFrom(...SPECIAL), maxLength: 12 }),
    ),
    { seed: 7, numRuns: depth({ slice: 400, deep: 4_000 }) },
  )
  // No argument of a program has NUL or halves of characters. Line feeds at its end are below.
  .map((text) => text.replaceAll('\0', '').toWellFormed().replace(/\n+$/, ''));

function isInstalled(shell: string): boolean {
  return spawnSync(shell, ['-c', 'exit 0']).status === 0;
}

const SHELLS = [
  ['sh', 'posix'],
  ['bash', 'posix'],
  ['dash', 'posix'],
  ['zsh', 'posix'],
  ['fish', 'fish'],
] as const;

const line = (samples: readonly string[], kind: Shell): string =>
  `printf '%s\\0' ${samples.map((text) => wordsFor(kind)(text)).join(' ')}`;

it.each(SHELLS.filter(([shell]) => isInstalled(shell)))('%s reads back every word unchanged', (shell, kind) => {
  const read = execFileSync(shell, ['-c', line(SAMPLES, kind)], { encoding: 'utf8', maxBuffer: 1 << 26 });
  expect(read.split('\0').slice(0, -1)).toEqual(SAMPLES);
});

describe.each(['posix', 'fish', 'powershell', 'cmd'] as const)('a word for %s', (shell) => {
  it('is a line in which nothing is hidden, so a copy of it is the same', () => {
    for (const text of SAMPLES) expect(visible(wordsFor(shell)(text))).toBe(wordsFor(shell)(text));
  });

  it.each([
    ['./my-services.ts', './my-services.ts'],
    ['my services.ts', '"my services.ts"'],
    ["ann's.ts", `"ann's.ts"`],
    ['', '""'],
    ['a\0b', '"a*b"'],
    ['\uD800', '"*"'],
  ])('%j is %s', (text, word) => {
    expect(wordsFor(shell)(text)).toBe(word);
  });
});

it('has a star for line feeds at the end, which no shell of POSIX keeps', () => {
  expect(wordsFor('posix')('a\n\n')).toBe(`"$(printf %b 'a**')"`);
});

const escaped = (character: string): string => character.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

/** How PowerShell reads a string in single quotes, of which it knows five: all that is doubled is one. */
function readByPowerShell(word: string): string | undefined {
  const inside = /^['\u2018-\u201B](.*)['\u2018-\u201B]$/su.exec(word)?.[1];
  if (
    inside === undefined ||
    /(?<!['\u2018-\u201B])(?:['\u2018-\u201B]{2})*['\u2018-\u201B](?!['\u2018-\u201B])/u.test(inside)
  )
    return undefined;
  return inside.replaceAll(/(['\u2018-\u201B])['\u2018-\u201B]/gu, '$1');
}

it('is a string in single quotes in PowerShell, with stars only for what programs do not get from there', () => {
  for (const text of SAMPLES) {
    const word = wordsFor('powershell')(text);
    if (/^"[^"$`\u201C-\u201E]*"$|^[\w./:-]+$/u.test(word)) continue;
    const read = readByPowerShell(word);
    const pattern = Array.from(read ?? '(none)', (each) => (each === '*' ? '[^]+' : escaped(each))).join('');
    expect([text, word, new RegExp(`^${pattern}$`, 'u').test(text)]).toEqual([text, word, true]);
    if (!/["*]|\\$/.test(text) && visible(text) === text) expect(read).toBe(text);
  }
});

it('has nothing between its double quotes in cmd that cmd or a program gives a meaning', () => {
  for (const text of SAMPLES) expect(wordsFor('cmd')(text)).toMatch(/^[\w./:\\-]+$|^"[^"%!^\n\r]*(?<!\\)"$/u);
  expect(wordsFor('cmd')(String.raw`C:\shop\my services.ts`)).toBe(String.raw`"C:\shop\my services.ts"`);
  expect(wordsFor('cmd')('a$b&calc 100%')).toBe('"a$b&calc 100*"');
});

it.each([
  ['linux', { SHELL: '/usr/bin/fish' }, 'fish'],
  ['linux', { SHELL: '/bin/zsh' }, 'posix'],
  ['darwin', {}, 'posix'],
  ['linux', { SHELL: '/usr/bin/pwsh' }, 'powershell'],
  ['win32', { PROMPT: '$P$G' }, 'cmd'],
  ['win32', {}, 'powershell'],
] as const)('on %s with %j it is for %s', (platform, environment, shell) => {
  expect(shellOf(platform, environment)).toBe(shell);
});

it('is for the shell of the user', () => {
  expect(shellWord('a b')).toBe('"a b"');
});
