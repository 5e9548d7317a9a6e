/** Goal: the installed server is distinguished from another one with its flags. Method: full versions of releases. */
import { expect, it } from 'vitest';
import { isOfVersion } from './binary.ts';

it.each([
  ['1.7.12', '1.7', true],
  ['1.8.0', '1.8', true],
  ['1.8.0-rc.1', '1.8', true],
  ['1.7.12', '1.8', false],
  ['1.80.0', '1.8', false],
] as const)('%s is a %s: %s', (full, version, is) => expect(isOfVersion(full, version)).toBe(is));
