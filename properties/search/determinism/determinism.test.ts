import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { depth, itInDepth } from '../../harness/depth.ts';
import { simulate, type Surroundings } from './command.ts';

/** A process for each of the surroundings: in the slice a few scenarios stand for all. */
const SOME = ['shopping cart', 'order workflow'];
const WHICH = depth({ slice: SOME.flatMap((name) => ['--scenario', name]), deep: [] });
const RUNS = '8';
const ARGS = ['--seed', '42', '--runs', RUNS, ...WHICH];
const first = simulate(ARGS);

type Different = Surroundings & { readonly title: string };

/** One by one they say what it was; in the slice it is enough that none of them matters. */
const each: readonly Different[] = [
  { title: 'in another process' },
  { title: 'in another time zone', environment: { TZ: 'Pacific/Kiritimati' } },
  { title: 'under another locale', environment: { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' } },
  { title: 'from another folder', folder: tmpdir() },
  { title: 'with other hashes and dice in V8', flags: ['--hash-seed=7', '--random-seed=7'] },
];
const all: Different = {
  title: each.map(({ title }) => title).join(', '),
  environment: Object.assign({}, ...each.map(({ environment }) => environment)) as Record<string, string>,
  folder: tmpdir(),
  flags: each.flatMap(({ flags = [] }) => flags),
};
const surroundings = depth({ slice: [all], deep: each });

// The goal: a seed names a run, on every machine. The method: the command itself, in surroundings that differ.
describe('the same command gives the same bytes', () => {
  it.each(surroundings)('$title', async (different) => {
    const [one, other] = await Promise.all([first, simulate(ARGS, different)]);
    expect(other.text).toBe(one.text);
  });

  itInDepth('but not for another seed', async () => {
    const [one, other] = await Promise.all([first, simulate(['--seed', '43', '--runs', RUNS, ...WHICH])]);
    const hashes = one.scenarios.map(({ traceHash }) => traceHash);
    expect(hashes.filter((hash, index) => hash === other.scenarios[index]?.traceHash)).toEqual([]);
  });
});
