/**
 * Goal: `versions` says what differs between restate-server 1.7 and 1.8, at which handler, and ends with 1 where something holds on
 * one and breaks on the other. Method: services that rely on one version, a service that does not, and the command as it is typed.
 */
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareVersions } from '../../../sim/search/server-versions/compare-versions.ts';
import { flat, outputOf, start } from '../../harness/command.ts';
import { endless, firing, halfCalled, napping, polling, unchanged } from './differing-services.ts';

const RUNS = { seed: 1, runs: 5 };

describe('a comparison of the versions of the server', () => {
  it('finds the order and the times of delayed invocations', async () => {
    const { differences, broken, breaks } = await compareVersions(firing, RUNS);
    expect(differences.map(({ kind, handler, plans }) => [kind, handler, plans])).toEqual([
      ['outcome', 'Reminders/fire', 5],
      ['order', 'Reminders/fire', 5],
      ['timing', 'Reminders/fire', 5],
    ]);
    expect(differences[1]?.message).toBe(
      'Reminders/a runs a/2 before a/1 on 1.7, and after it on 1.8; a/2 was sent with a delay of 200 ms; a/1 was sent with a ' +
        'delay of 600 ms.',
    );
    expect([broken, breaks]).toEqual([[], false]);
  });

  it('finds what breaks only on 1.8', async () => {
    const { broken, breaks } = await compareVersions(polling, RUNS);
    expect(broken.map(({ versions, finding }) => [versions, finding.handler])).toEqual([[['1.8'], 'Polite/ask']]);
    expect(breaks).toBe(true);
  });

  it('finds what breaks only on 1.7, and says so in the story', async () => {
    const { broken, breaks } = await compareVersions(napping, RUNS);
    expect(broken.map(({ versions }) => versions)).toEqual([['1.7']]);
    expect(flat(broken[0]?.finding.story.join('\n') ?? '')).toContain(
      'fires into this invocation, as restate-server 1.7 does; 1.8 fixes it',
    );
    expect(breaks).toBe(true);
  });

  it('finds nothing where nothing differs', async () => {
    const { differences, broken, plans, undecided } = await compareVersions(unchanged, RUNS);
    expect({ differences, broken, plans, undecided }).toEqual({ differences: [], broken: [], plans: 5, undecided: [] });
  });

  it.each([
    ['a run reaches a limit', endless, /^1\.8: .*(limit|steps)/],
    ['a handler is never called', halfCalled, /^1\.8: no run reached handler Half\/other/],
  ])('does not say that nothing differs where %s', async (_, scenario, why) => {
    const { undecided } = await compareVersions(scenario, RUNS);
    expect(undecided).toContainEqual(expect.stringMatching(why));
  });
});

describe('the command versions', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'restate-sim-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const command = async (
    ...args: readonly string[]
  ): Promise<{ readonly status: number | null; readonly out: string }> => {
    const bin = join(import.meta.dirname, '../../../sim/cli/bin.ts');
    const ended = await start([bin, ...args], { cwd: folder }).ended;
    return { status: ended.status, out: flat(outputOf(ended)) };
  };
  const file = join(import.meta.dirname, 'differing-services.ts');

  it('ends with 1, and prints a line that repeats what breaks on the version on which it does', async () => {
    const { status, out } = await command('versions', file, '--scenario', 'polling', '--seed', '1', '--runs', '3');
    expect(out).toContain('breaks only on 1.8: what the code asserts holds');
    expect(out).toContain('In 1 scenario something holds on one version and breaks on the other.');
    expect(status).toBe(1);
    const [, finding = ''] = /restate-sim replay (\S+)/.exec(out) ?? [];
    expect((await command('replay', finding, file)).status).toBe(1);
    expect((await command('replay', finding, file, '--server-version', '1.7')).status).toBe(0);
  });

  it('ends with 2 where a run is undecided', async () => {
    const { status, out } = await command('versions', file, '--scenario', 'half called', '--seed', '1', '--runs', '2');
    expect(out).toContain('undecided on 1.8: no run reached handler Half/other');
    expect(out).toContain('No difference was seen, and some runs are undecided.');
    expect(status).toBe(2);
  });

  it('ends with 0 where nothing breaks, and writes the result', async () => {
    const args = ['--scenario', 'reminders', '--seed', '1', '--runs', '2', '--json', 'versions.json'];
    const { status, out } = await command('versions', file, ...args);
    expect(out).toContain('3 differences, and nothing that holds on one version breaks on the other.');
    expect(status).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, 'versions.json'), 'utf8'))).toMatchObject({
      versions: ['1.7', '1.8'],
      scenarios: [{ scenario: 'reminders', plans: 2, breaks: false }],
    });
  });

  it('is about runs of the simulator', async () => {
    const { status, out } = await command('versions', file, '--engine', 'server');
    expect(out).toContain('`versions` compares runs of the simulator');
    expect(status).toBe(3);
  });
});
