/**
 * Goal: a finding can be looked at as slowly as one likes. Method: real processes replay one, alone and under a debugger, which
 * is spoken to as an editor would.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingText } from '../../sim/search/finding/finding.ts';
import { Debugging, type Breakpoint } from '../harness/debugging.ts';
import { depth, itInDepth } from '../harness/depth.ts';
import { run, start } from './command.ts';

const INSPECTED = ['--inspect-wait=127.0.0.1:0'];

let folder = '';
let finding = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'restate-sim-'));
  const { status } = await run(folder, '--scenario', 'broken cart', '--seed', '7', '--runs', '100');
  expect(status).toBe(1);
  const findings = join(folder, '.sim', 'findings');
  finding = join(findings, readdirSync(findings)[0] ?? '');
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('--until', () => {
  it.each(depth({ slice: [9], deep: [1, 9] }))(
    'stops before the step after %i, and says where it stands',
    async (until) => {
      const { status, out } = await run(folder, 'replay', finding, '--until', String(until));
      expect(out).toContain(`stopped before step ${until + 1}; the last ones were:`);
      expect(out).toMatch(new RegExp(String.raw`^  ${until}  \S`, 'm'));
      expect(out).not.toMatch(new RegExp(String.raw`^  ${until + 1}  \S`, 'm'));
      expect(out).toMatch(/what can move next:\n|nothing can move now but the clock/);
      expect(status).toBe(2);
    },
  );

  it('says when the run is over before, and how it ended', async () => {
    const { status, out } = await run(folder, 'replay', finding, '--until', '100000');
    expect(out).toMatch(/--until 100000 was not reached: the run is over after \d+ steps\./);
    expect(out).toContain('"an order is charged at most once" is broken');
    expect(out).not.toContain('stopped before');
    expect(status).toBe(1);
  });

  const refused: [string, string][] = [
    ['0', '--until takes an integer of at least 1, not 0.'],
    ['-3', '--until takes an integer of at least 1, not -3.'],
    ['soon', '--until takes an integer, not "soon".'],
    ['1.5', '--until takes an integer, not "1.5".'],
  ];
  it.each(depth({ slice: refused.slice(0, 1), deep: refused }))(
    'refuses %s in one sentence',
    async (until, sentence) => {
      const { status, error } = await run(folder, 'replay', finding, `--until=${until}`);
      expect(error.trim()).toBe(`restate-sim: ${sentence}`);
      expect(status).toBe(3);
    },
  );
});

describe('under node --inspect', () => {
  it('stops in the debugger at the step, as long as one likes', async () => {
    const until = 9;
    const running = start(folder, ['replay', finding, '--until', String(until)], INSPECTED);
    await using debugging = await Debugging.of(() => running.text());
    const paused = await debugging.paused();
    const { callFrameId = '' } = paused.callFrames[0] ?? {};
    expect(await debugging.evaluate(callFrameId, 'step')).toBe(until);
    await debugging.resume();
    await debugging.over();
    const { status, out } = await running.ended;
    expect(out).toContain('is broken, with the same trace as when it was found');
    expect(status).toBe(1);
  });

  itInDepth('has no limits, and no watchdog for handlers', async () => {
    const file = join(folder, 'limited.json');
    const plan = {
      version: 1,
      scenario: 'a world with a limit of 4 steps',
      seed: 1,
      operations: [{ id: 'a', client: 'client 1', kind: 'call', service: 'Odd', handler: 'fine', troubles: [] }],
      world: [],
      holds: [],
      choices: {},
    } as const;
    const about = { scenario: plan.scenario, invariant: 'everything settles', handler: undefined, kind: 'stuck' };
    const made = { message: '', seed: 1, path: undefined, strategy: 'random', traceHash: '', steps: [] };
    const rest = { story: [], needs: [], shrinking: { runs: 0, minimal: false, partsBefore: 1, partsAfter: 1 } };
    writeFileSync(file, findingText({ ...about, ...made, ...rest, plan }, {}));
    const alone = await run(folder, 'replay', file);
    expect(alone.out).toContain('undecided: The run reached its limit of 4 steps.');
    expect(alone.status).toBe(2);
    // Half a second in a handler without a sign of life would be the end, without a debugger.
    const running = start(folder, ['replay', file, '--watchdog', '500ms'], INSPECTED);
    await using debugging = await Debugging.of(() => running.text(), inTheLineOf('fine: (_ctx'));
    await debugging.paused();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(running.child.exitCode).toBe(null);
    await debugging.resume();
    await debugging.over();
    const { status, out } = await running.ended;
    expect(out).not.toContain('undecided');
    expect(status).toBe(0);
  });
});

function inTheLineOf(text: string): Breakpoint {
  const lines = readFileSync(new URL('command-worlds.ts', import.meta.url), 'utf8').split('\n');
  const lineNumber = lines.findIndex((line) => line.includes(text));
  // The first column would be where the handler is declared, and not where it runs.
  const columnNumber = lines[lineNumber]?.indexOf('Promise.resolve()') ?? 0;
  return { urlRegex: String.raw`command-worlds\.ts$`, lineNumber, columnNumber };
}
