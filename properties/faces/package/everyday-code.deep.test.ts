/**
 * Goal: what the installed package says of small programs of kinds that people write is right: no wrong verdict, no refusal,
 * no output that another program cannot read. Method: a table of programs; each is run by the packed command, or by vitest
 * with the packed fixture, and its status and words are compared.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { flat, start, UNHURRIED, type Ended } from '../../harness/command.ts';
import { EVERYDAY_CODE } from './everyday-code.ts';
import { PACKAGES } from './mocked-requests.ts';
import { pack, project } from './pack.ts';
import type { EverydayCode } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'restate-sim-everyday-'));
const installed = join(folder, 'installed');
const PEERS = ['sdk@1.17.2', 'sdk-gen@1.17.2', 'sdk-clients@1.17.2'].map((name) => `@restatedev/restate-${name}`);

beforeAll(() => {
  project(installed, pack(folder), 'module', [...PEERS, 'vitest@5.1.2', ...PACKAGES]);
});
// Hundreds of packages are installed in it.
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(EVERYDAY_CODE)('$name', async (program) => {
  const { status, out, error } = await run(program);
  const words = flat(out);
  for (const said of program.says) expect(words).toMatch(said);
  for (const said of program.neverSays ?? []) expect(words).not.toMatch(said);
  if (program.isJson === true) expect(() => JSON.parse(out) as unknown).not.toThrow();
  expect({ status, error: status === program.status ? '' : error }).toEqual({ status: program.status, error: '' });
});

/** Writes the files of a program into a folder below the packages, and runs it. */
async function run({ name, files, command }: EverydayCode): Promise<Ended> {
  const place = join(installed, name.replaceAll(/\W+/g, '-'));
  for (const [file, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(place, file)), { recursive: true });
    writeFileSync(join(place, file), text);
  }
  const packages = join(installed, 'node_modules');
  const args =
    command === undefined
      ? [join(packages, 'vitest', 'vitest.mjs'), 'run', ...UNHURRIED, '--root', place]
      : [join(packages, 'restate-sim', 'dist', 'sim', 'cli', 'bin.js'), ...command];
  return start(args, { cwd: place, timeoutMs: 100_000 }).ended;
}
