import { describe, expect, it } from 'vitest';
import { namesFile, requirable } from './specifier.ts';

describe('what an import names', () => {
  it.each([
    './a',
    '../a',
    '/srv/a.ts',
    'file:///C:/a.ts',
    String.raw`C:\shop\a.ts`,
    'C:/shop/a.ts',
    String.raw`\\host\a`,
  ])('%s is a file', (specifier) => expect(namesFile(specifier)).toBe(true));

  it.each(['left-pad', '@scope/name', 'node:fs', 'c'])('%s is none', (specifier) =>
    expect(namesFile(specifier)).toBe(false),
  );
});

describe('the path that code requires', () => {
  it('is as long as it was written, on Windows too, and may have spaces and backslashes', () => {
    expect(requirable('file:///srv/my%20shop/sdk.cjs', false)).toBe('"/srv/my shop/sdk.cjs"');
    expect(JSON.parse(requirable('file:///C:/my%20shop/sdk.cjs', true))).toBe(String.raw`C:\my shop\sdk.cjs`);
  });
});
