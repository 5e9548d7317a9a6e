/**
 * Goal: a mutant is killed by a failure that it causes, and by nothing else. Method: a source in a temporary folder, and tests
 * that are functions of its text.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { KnownTests } from './known-tests.ts';
import { namedMutants } from './sample.ts';
import { tryMutant, type Fate } from './trial.ts';
import type { Ended } from './warm-tests.ts';

const SOURCE = 'x = 1;\n';
/** What a test says about the text of the source. */
type Test = (text: string) => Ended['type'] | 'fails';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'trial-'));
  writeFileSync(join(root, 'a.ts'), SOURCE);
});
afterAll(() => rmSync(root, { recursive: true }));

it('a near test kills first, and no far one runs then', async () => {
  const ran: string[] = [];
  expect(await fateWith({ near: (text) => (text === SOURCE ? 'ended' : 'fails'), far: () => 'ended' }, ran)).toEqual({
    type: 'killed',
    by: 'near > test',
    near: true,
  });
  expect(ran).not.toContain('far');
});

it('a far test kills what near ones let pass', async () => {
  expect(await fateWith({ near: () => 'ended', far: (text) => (text === SOURCE ? 'ended' : 'fails') })).toEqual({
    type: 'killed',
    by: 'far > test',
    near: false,
  });
});

it.each(['timeout', 'crash'] as const)('a %s counts as killed', async (type) => {
  expect(await fateWith({ near: (text) => (text === SOURCE ? 'ended' : type) })).toEqual({
    type: 'timeout',
    near: true,
  });
});

it('what no test notices has survived', async () => {
  expect(await fateWith({ near: () => 'ended', far: () => 'ended' })).toEqual({ type: 'survived', notRun: 0 });
});

it.each(['fails', 'timeout'] as const)('a test that %s without a change too does not kill', async (type) => {
  expect(await fateWith({ near: () => type, far: () => 'ended' })).toMatchObject({ type: 'survived' });
});

it('far tests beyond the time for one mutant are counted as not run', async () => {
  const ran: string[] = [];
  expect(await fateWith({ near: () => 'ended', far: () => 'ended' }, ran, 0)).toEqual({ type: 'survived', notRun: 1 });
  expect(ran).not.toContain('far');
});

/** Tries the mutant `x = 2` with tests named `near` and `far`; afterwards the source is as it was. */
async function fateWith(behaviour: Readonly<Record<string, Test>>, ran: string[] = [], farMs = 60_000): Promise<Fate> {
  const path = join(root, 'a.ts');
  const mutant = namedMutants('a.ts', SOURCE)
    .flat()
    .find(({ replacement }) => replacement === '2');
  if (mutant === undefined) throw new Error('A number is changed to the next one.');
  const run = async (files: readonly string[]): Promise<Ended> => {
    ran.push(...files);
    const text = readFileSync(path, 'utf8');
    const said = files.map((file) => [file, behaviour[file]?.(text) ?? 'ended'] as const);
    const failing = said.find(([, what]) => what === 'fails');
    const type = said.find(([, what]) => what === 'timeout' || what === 'crash')?.[1];
    if (type === 'timeout' || type === 'crash') return { type };
    return { type: 'ended', outcome: { failed: failing && `${failing[0]} > test`, durations: {} } };
  };
  const known = new KnownTests(join(root, 'durations.json'));
  const nearest = { near: ['near'], wing: [], far: 'far' in behaviour ? ['far'] : [] };
  const fate = await tryMutant({ root, tests: { run }, known, farMs }, mutant, nearest);
  expect(readFileSync(path, 'utf8')).toBe(SOURCE);
  return fate;
}
