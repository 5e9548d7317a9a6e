import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { afterAll, describe } from 'vitest';
import { misfitsOfPage } from '../../../reports/testing/misfits.ts';
import { expect, test } from '../../../sim/vitest/index.ts';
import { flat, node, outputOf, UNHURRIED, VITEST } from '../../harness/command.ts';
import { seatOffice } from './seat-office.ts';

const buyers = fc.array(fc.constantFrom('ann', 'bo', 'cid'), { minLength: 2, maxLength: 4 });

test.sim('a seat is sold once', { services: [seatOffice], given: { buyers }, runs: 60 }, async ({ sim, given }) => {
  const seat = sim.client.object(seatOffice, 'seat-7');
  const sold = await Promise.all(given.buyers.map((buyer) => seat.buy(buyer)));
  expect(sold.filter(Boolean)).toHaveLength(1);
  await expect(sim).toSettle();
});

test.sim('a workload without code of its own', {
  services: [seatOffice],
  operations: ({ call }) => [call(seatOffice, 'buy', { key: 'seat-7', input: fc.constantFrom('ann', 'bo') })],
  runs: 30,
});

describe('a test whose services keep state in their module', () => {
  const folder = mkdtempSync(join(tmpdir(), 'restate-sim-vitest-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const args = [VITEST, 'run', '--root', fileURLToPath(new URL('module-state', import.meta.url))];

  test('says that the finding does not repeat in fresh modules, and its replay says that nothing is broken', () => {
    const out = flat(outputOf(node(args, { cwd: folder })));
    expect(out).toContain('Not repeatable: run again in fresh modules, it does not show.');
    const file = /RESTATE_SIM_REPLAY=(\S+) npx vitest run/.exec(out)?.[1] ?? 'none';
    const again = outputOf(node(args, { cwd: folder, env: { RESTATE_SIM_REPLAY: file } }));
    expect(again).toContain(`restate-sim: The run of ${file} breaks nothing.`);
    expect(again).toMatch(/Tests +1 passed/);
  });
});

describe('a test that finds something', () => {
  const failing = fileURLToPath(new URL('failing', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'restate-sim-vitest-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the failing tests as a user in that folder. */
  function run(env: Readonly<Record<string, string>> = {}, ...more: readonly string[]): string {
    const args = [
      VITEST,
      'run',
      ...UNHURRIED,
      '--root',
      failing,
      '--config',
      join(failing, 'vitest.config.ts'),
      ...more,
    ];
    return outputOf(node(args, { cwd: folder, env }));
  }

  test('prints the story, attaches the report, and repeats it from one line', () => {
    const out = run();
    expect(out).toContain('The test fails. AssertionError: expected [ true, true ] to have a length of 1');
    expect(out).toContain('test  calls LeakySeatOffice/seat-7/buy("ann") [a]');
    expect(out).toMatch(/the test {2}fails: AssertionError/);
    // It points at the expectation that fails, in the test, and not into restate-sim.
    expect(out).toMatch(/❯ (\S+\/)?leaky\.failing\.ts:12:32\n[^❯]*❯ (\S+\/)?leaky\.failing\.ts:9:6/);
    expect(out).not.toMatch(/❯ .*sim\/(search|simulation)\//);
    // The plain test next to it has a story, too.
    expect(out).toContain('What happened in this world:');
    // And a world that has nothing in it says what to write.
    expect(out).toContain('The world of this test has no services: say which');
    expect(out).toContain('test.override({ services: [yourObject] })');

    const [report] = readdirSync(join(folder, '.sim', 'reports'));
    expect(out).toContain(`Report: ${join('.sim', 'reports', report ?? '')}`);
    // It is attached to the test, for whatever reporter shows it.
    expect(out).toContain(`↳ report: ${join('.sim', 'reports', report ?? '')}`);
    expect(readdirSync(join(folder, 'attachments')).filter((name) => name.endsWith('.html'))).toHaveLength(1);
    const page = readFileSync(join(folder, '.sim', 'reports', report ?? ''), 'utf8');
    expect(page).toContain("a seat is sold once (and to one), it's $5");
    expect(misfitsOfPage(page)).toEqual([]);

    const [, file = '', only = ''] =
      /RESTATE_SIM_REPLAY=(\S+) npx vitest run leaky\.failing\.ts -t "(a seat is sold .+)"/.exec(out) ?? [];
    const again = run({ RESTATE_SIM_REPLAY: file }, 'leaky.failing.ts', '-t', only);
    expect(again).toContain(`This is the run of ${file}.`);
    expect(again).toContain('expected [ true, true ] to have a length of 1');
    // That test alone, although its name has characters with a meaning in a pattern.
    expect(again).toMatch(/Tests +1 failed \| 1 skipped/);
  });
});
