/**
 * Goal: a project that installs restate-sim keeps its own programs, such as `tsc`. Method: npm links the programs of every
 * dependency, and two packages that bring the same one replace it; so each may bring only programs that bear its own name.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../harness/command.ts';

interface Package {
  readonly name: string;
  readonly bin?: string | Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const packageAt = (...path: readonly string[]): Package =>
  JSON.parse(readFileSync(join(ROOT, ...path, 'package.json'), 'utf8')) as Package;

it('no dependency brings a program of another package', () => {
  const names = Object.keys(packageAt().dependencies ?? {});
  expect(names.length).toBeGreaterThan(3);
  const foreign = names.flatMap((name) => {
    const { name: own, bin = {} } = packageAt('node_modules', name);
    const programs = typeof bin === 'string' ? [own] : Object.keys(bin);
    return own === name ? programs.filter((program) => program !== own) : [`${own}, as ${name}`];
  });
  expect(foreign).toEqual([]);
});
