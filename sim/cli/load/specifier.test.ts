import { describe, expect, it } from 'vitest';
import { namesFile } from './specifier.ts';

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
