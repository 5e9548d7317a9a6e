/**
 * Goal: a function fits on a screen, also in tests. Method: lint holds it for all other files; here every function of a
 * test file is measured, except the body of a `describe`, which is a list of tests.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { expect, it } from 'vitest';
import { ROOT } from '../harness/command.ts';

const MAX_LINES = 70;

it('has no function of more than 70 lines in a test file', () => {
  const files = globSync('{sim,properties,reports,scenarios,objects}/**/*.test.ts', { cwd: ROOT });
  expect(files.length).toBeGreaterThan(200);
  expect(files.flatMap((file) => longFunctions(file, readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
});

it('finds a planted one, and leaves a describe alone', () => {
  const body = 'f();\n'.repeat(MAX_LINES);
  expect(longFunctions('a.test.ts', `describe('x', () => {\n${body}});\nit('y', () => {\n${body}});`)).toEqual([
    'a.test.ts:73: 72 lines',
  ]);
});

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

function longFunctions(file: string, source: string): string[] {
  const lists = new Set<unknown>();
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) visit(each);
    if (!isNode(value)) return;
    const text = source.slice(value.start, value.end);
    if (value.type === 'CallExpression' && text.startsWith('describe') && 'arguments' in value)
      for (const argument of value.arguments as readonly unknown[]) lists.add(argument);
    const lines = text.split('\n').length;
    if (value.type.includes('Function') && lines > MAX_LINES && !lists.has(value))
      found.push(`${file}:${source.slice(0, value.start).split('\n').length}: ${lines} lines`);
    for (const child of Object.values(value)) visit(child);
  };
  visit(parseSync(file, source).program.body);
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
