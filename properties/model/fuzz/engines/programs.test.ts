/**
 * A slice of the hunt for differences between the engines, in a process of its own: programs drop promises that are
 * rejected later, which vitest would count as errors. And the hunt is worth something: a flaw is found.
 */
import { describe, expect, it } from 'vitest';
import { UPGRADE_ROUTES } from '../../../../sim/simulation/scenario/upgrade.ts';
import { start } from '../../../harness/command.ts';
import { EDITS } from './upgrade.ts';

const MAIN = new URL('run-fuzz.ts', import.meta.url).pathname;

async function fuzz(...args: readonly string[]): Promise<string> {
  return (await start([MAIN, ...args]).ended).out;
}

describe('random programs', () => {
  it('leave the same trace on fake and sdk, with each kind of upgrade among them', async () => {
    const report = await fuzz('--programs', '150', '--seed', '7');
    expect(report).toContain('no difference in 150 programs');
    const [, counts = ''] = /upgrades, [1-9]\d* of them with a mismatch; (.*)/.exec(report) ?? [];
    const drawn = counts.split(/[,;] /).map((count) => [count.replace(/ \d+$/, ''), / [1-9]\d*$/.test(count)]);
    expect(drawn).toEqual([...EDITS, ...UPGRADE_ROUTES].map((name) => [name, true]));
  });

  it('leave the same trace when the SDK is entered by its public entry', async () => {
    expect(await fuzz('--programs', '30', '--seed', '7', '--against', 'public')).toContain(
      'no difference in 30 programs',
    );
  });

  it('give a flawed engine away, with a program and the line that repeats it', async () => {
    const report = await fuzz('--programs', '150', '--seed', '7', '--against', 'flawed');
    expect(report).toContain('the traces part at event');
    expect(report).toMatch(/again: npm run fuzz:engines -- --seed 7 --path [\d:]+/);
  });

  it('give an engine away that is silent about what an upgrade does not fit', async () => {
    const report = await fuzz('--programs', '150', '--seed', '7', '--against', 'mute');
    expect(report).toContain('// upgrade at');
    expect(report).toMatch(/fake > .*"code":570.*\n(.*\n)*sdk {2}> .*"code":500/);
  });
});
