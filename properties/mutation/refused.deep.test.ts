/**
 * Goal: mutants that do not compile are found, one after another and as copies. Method: a small checkout; a file whose copies
 * compile, and one with a class whose copies are other classes.
 */
import { mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../harness/command.ts';
import { compiledAsCopies } from './refused-as-copies.ts';
import { compiled } from './refused-by-types.ts';
import { allMutants, type NamedMutant } from './sample.ts';

const FILES = {
  'plain.ts': 'export const size = (text: string): number => text.length + 1;\n',
  'user.ts': "import type { Own } from './own.ts';\nexport const idOf = (own: Own): number => own.id;\n",
  'own.ts':
    "import { idOf } from './user.ts';\nexport class Own {\n  readonly #id = 1;\n  get id(): number {\n    return this.#id;\n  }\n  next(): number {\n    return idOf(this) + 1;\n  }\n}\n",
};

let root = '';
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'refused-')));
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'), 'junction');
  writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module' }));
  const project = { extends: join(ROOT, 'tsconfig.json'), include: ['*.ts'], exclude: [] };
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify(project));
  for (const [file, text] of Object.entries(FILES)) writeFileSync(join(root, file), text);
});
afterAll(() => rmSync(root, { recursive: true }));

it.each([
  ['in place', compiled],
  ['as copies', compiledAsCopies],
])('%s', async (_, accepting) => {
  const mutants = allMutants(root, ['plain.ts', 'own.ts']);
  const before = readdirSync(root);
  const accepted = await accepting(root, mutants);
  const texts = (some: readonly NamedMutant[]): readonly string[] => some.map(({ file, after }) => `${file}: ${after}`);
  const refused = texts(mutants).filter((one) => !texts(accepted).includes(one));
  expect(refused).toEqual(['own.ts: return idOf() + 1;']);
  expect(readdirSync(root)).toEqual(before);
});
