/** Goal: a signal loses nothing and leaves nothing behind. Method: a slice of `npm run fuzz:signals`,
 * which also judges how fast a command ends, and a judge that sees faults. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIN } from '../../../harness/command.ts';
import { itemAt } from '../../../../sim/core/item-at.ts';
import { COMMANDS } from './commands.ts';
import { drawn } from './draw.ts';
import { judge } from './judge.ts';
import { makeTemplate } from './template.ts';
import { tried, type Ending } from './trial.ts';

let template = '';
beforeAll(() => {
  template = makeTemplate(BIN);
});
afterAll(() => rmSync(template, { recursive: true, force: true }));

it.each(COMMANDS.map(({ name }, place) => [name, place] as const))(
  '%s loses and leaves nothing',
  async (_name, place) => {
    const trial = drawn(COMMANDS, 5, place);
    const { wrong, ending } = await tried(trial, { bin: BIN, template, isQuiet: false });
    expect({ trial, wrong, ending: wrong.length > 0 ? ending : undefined }).toEqual({
      trial,
      wrong: [],
      ending: undefined,
    });
  },
);

describe('the judge', () => {
  let folder = '';
  let temporary = '';
  beforeAll(() => {
    const root = mkdtempSync(join(tmpdir(), 'restate-sim-judge-'));
    [folder, temporary] = [join(root, 'project'), join(root, 'tmp')];
    for (const name of [folder, temporary, join(folder, '.sim'), join(folder, '.sim', 'findings')]) mkdirSync(name);
  });
  afterAll(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  const command = itemAt(COMMANDS, 5);
  const fine: Ending = { status: 2, signal: null, out: '{}', error: '', tookMs: 10, leftProcesses: false };
  const said = (change: Partial<Ending>): Promise<readonly string[]> =>
    judge(
      { command, signal: 'SIGINT', afterMs: 1, twice: false },
      { ...fine, ...change },
      { folder, temporary, bin: BIN, yardstickMs: 40 },
    );

  it.each<readonly [Partial<Ending>, RegExp]>([
    [{ tookMs: 1_001 }, /ends 1001 ms after the signal/],
    [{ status: null, signal: 'SIGKILL' }, /ended by SIGKILL/],
    [{ status: 3 }, /status 3/],
    [{ status: 0, out: '' }, /status 0 and without a verdict/],
    [{ status: null, signal: 'SIGINT', error: 'restate-sim 0.1.0, seed 1' }, /while it searches/],
    [{ leftProcesses: true }, /leaves a process/],
    [{ out: '{ "a"' }, /not whole/],
    [{ error: 'x is a fault of restate-sim' }, /stack/],
    [{ error: 'replay .sim/findings/gone.json' }, /names gone\.json/],
  ])('sees %j', async (change, words) => {
    expect(await said(change)).toEqual([expect.stringMatching(words)]);
  });

  it('sees files that are left', async () => {
    expect(await said({})).toEqual([]);
    writeFileSync(join(temporary, 'left'), '');
    writeFileSync(join(folder, 'stray'), '');
    writeFileSync(join(folder, '.sim', 'findings', 'half.json'), '{ "format"');
    expect((await said({})).toSorted()).toEqual([
      expect.stringMatching(/leaves \.sim\/findings\/half\.json, which is no finding/),
      'leaves left in the folder for temporary files',
      'leaves stray',
    ]);
  });
});
