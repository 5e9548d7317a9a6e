import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readJsonFile, readTextFile, writeOwnFile } from './text-file.ts';

let folder = '';
const inFolder = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'text-file-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('a file that a user names', () => {
  it('is read without its byte order mark', () => {
    writeFileSync(inFolder('a.json'), '\uFEFF{}');
    expect(readTextFile(inFolder('a.json'))).toBe('{}');
  });

  it.skipIf(process.platform === 'win32')('is refused where reading it might never end', () => {
    execFileSync('mkfifo', [inFolder('pipe')]);
    expect(() => readTextFile(inFolder('pipe'))).toThrow('is a pipe or a device');
    expect(() => readTextFile('/dev/zero')).toThrow('is a pipe or a device');
  });

  it('is refused where it is a directory, too large or missing', () => {
    writeFileSync(inFolder('large'), 'x'.repeat(1024 * 1024 + 1));
    expect(() => readTextFile(inFolder('large'), 1024 * 1024)).toThrow('large is larger than the limit of 1 MB.');
    expect(() => readTextFile(folder)).toThrow('is a directory');
    expect(() => readTextFile(inFolder('none'))).toThrow('cannot be read: ENOENT: no such file or directory.');
  });
});

it('JSON is read, or refused in a sentence, also where it is nested too deep', () => {
  writeFileSync(inFolder('a.json'), '\uFEFF{"a":[1]}');
  expect(readJsonFile(inFolder('a.json'), 'INVALID_HINTS')).toEqual({ a: [1] });
  writeFileSync(inFolder('deep.json'), '['.repeat(100_000));
  expect(() => readJsonFile(inFolder('deep.json'), 'INVALID_HINTS')).toThrow(
    /deep.json cannot be read as JSON: it is nested more than 1000 levels deep\.$/,
  );
});

describe('a file of our own', () => {
  it('is overwritten, but never through a link', () => {
    writeOwnFile(inFolder('own'), 'one');
    writeOwnFile(inFolder('own'), 'two');
    expect(readFileSync(inFolder('own'), 'utf8')).toBe('two');
    writeFileSync(inFolder('theirs'), 'precious');
    symlinkSync(inFolder('theirs'), inFolder('link'));
    expect(() => writeOwnFile(inFolder('link'), 'three')).toThrow('it is a symbolic link');
    expect(readFileSync(inFolder('theirs'), 'utf8')).toBe('precious');
    mkdirSync(inFolder('dir'));
    expect(() => writeOwnFile(inFolder('dir'), 'four')).toThrow('it is a directory');
  });
});
