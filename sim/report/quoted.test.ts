import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoted } from './quoted.ts';

describe('an argument', () => {
  it.each([
    ['./my-services.ts', './my-services.ts'],
    ['my services.ts', '"my services.ts"'],
    ["ann's.ts", `"ann's.ts"`],
    ["$HOME/it's.ts", String.raw`'$HOME/it'\''s.ts'`],
    [String.raw`a\b.ts`, String.raw`'a\b.ts'`],
    ['', '""'],
  ])('%s is quoted as %s in a POSIX shell', (argument, expected) => {
    expect(quoted(argument, 'linux')).toBe(expected);
  });

  it.each([
    [String.raw`src\my-services.ts`, String.raw`src\my-services.ts`],
    [String.raw`C:\shop\my services.ts`, String.raw`"C:\shop\my services.ts"`],
    ['bank account', '"bank account"'],
  ])('%s is quoted as %s on Windows', (argument, expected) => {
    expect(quoted(argument, 'win32')).toBe(expected);
  });
});

/** Characters that a shell gives a meaning, inside of quotes or outside. */
const SPECIAL = Array.from(`'"$\`!\\ \n\t*?~#&|;<>(){}[]=%^a`);

it.runIf(process.platform !== 'win32').each(['sh', 'bash'])('%s reads back every argument unchanged', (shell) => {
  const argument = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', ''));
  const special = fc.string({ unit: fc.constantFrom(...SPECIAL), maxLength: 12 });
  const samples = fc.sample(fc.oneof(argument, special), { seed: 7, numRuns: 500 });
  const line = `printf '%s\\0' ${samples.map((text) => quoted(text, 'linux')).join(' ')}`;
  const read = execFileSync(shell, ['-c', line], { encoding: 'utf8' }).split('\0').slice(0, -1);
  expect(read).toEqual(samples);
});
