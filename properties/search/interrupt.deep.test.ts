/**
 * Goal: Ctrl-C ends a search with what was found so far. Method: real processes that search for a minute, and real signals.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { depth, itInDepth } from '../harness/depth.ts';
import { BIN, start as startNode, type Running } from '../harness/command.ts';
import { start } from './command.ts';

const INTERRUPT = new URL('../../sim/cli/interrupt.ts', import.meta.url).href;
const MINUTE = ['--seed', '7', '--time', '60s'];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'restate-sim-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Waits until the command has written something. */
async function written({ child, text }: Running, words: string): Promise<void> {
  await expect.poll(() => text().includes(words) || child.exitCode !== null, { timeout: 30_000 }).toBe(true);
}

type Way = readonly [string, readonly string[]];
const oneThread: Way = ['one thread', []];
const ways: readonly Way[] = [oneThread, ['two workers', ['--workers', '2']], ['the real SDK', ['--engine', 'sdk']]];

describe.each(depth<readonly Way[]>({ slice: [oneThread], deep: ways }))('the first Ctrl-C, with %s', (_name, more) => {
  it('ends the search and prints what was found so far', async () => {
    const running = start(folder, [...MINUTE, '--scenario', 'bank account', '--json', 'result.json', ...more]);
    await written(running, ' 50 runs');
    running.child.kill('SIGINT');
    // npm forwards the signal that the command has received from the terminal already.
    running.child.kill('SIGINT');
    const { status, out } = await running.ended;
    expect(out).toMatch(/bank account: undecided \(\d+ runs, /);
    expect(out).toContain('✓ money is neither made nor lost');
    expect(out).toContain('undecided: it was interrupted');
    expect(out).toContain('\ninterrupted: this is what was found so far\n');
    expect(readdirSync(folder)).toContain('result.json');
    expect(status).toBe(2);
  });
});

it.each(ways)('a signal in the first run ends it, with %s', async (_name, more) => {
  const file = join(import.meta.dirname, 'time-budget', 'slow-services.ts');
  const args = [BIN, 'run', file, '--scenario', 'long run', ...MINUTE, ...more];
  const running = startNode(args, { cwd: folder, timeoutMs: 50_000 });
  await written(running, 'engine ');
  running.child.kill('SIGTERM');
  const { status, out } = await running.ended;
  expect(out).toContain('long run: undecided (0 runs, 0 invocations)');
  expect(out).toContain('the search ended before its first run');
  expect(out).toContain('undecided: it was interrupted');
  expect(out).not.toContain('--time');
  expect(status).toBe(2);
});

describe('a signal', () => {
  const ways = [[[]], [['--workers', '2']]].flatMap(([more = []]) => [
    ['SIGINT', more] as const,
    ['SIGTERM', more] as const,
  ]);
  it.each(depth({ slice: ways.slice(-1), deep: ways }))(
    'keeps what was found before it, and makes no page: %s %j',
    async (signal, more) => {
      const running = start(folder, [...MINUTE, '--scenario', 'broken cart', '--scenario', 'bank account', ...more]);
      await written(running, 'bank account: 50 runs');
      running.child.kill(signal);
      const { status, out } = await running.ended;
      expect(out).toContain('an order is charged at most once broken');
      expect(out).toMatch(/broken: 2 scenarios/);
      expect(readdirSync(join(folder, '.sim', 'findings'))).toHaveLength(1);
      expect(readdirSync(join(folder, '.sim'))).toEqual(['findings']);
      expect(status).toBe(1);
    },
  );

  itInDepth('ends the command at once when it comes a second time', async () => {
    // What a command does after the first one may take long; this one never ends.
    const listens = `const { Interrupt } = await import(${JSON.stringify(INTERRUPT)}); new Interrupt(); console.log('listens');`;
    const running = startNode(['--input-type=module', '-e', `${listens} setInterval(() => {}, 1_000);`], {
      cwd: folder,
    });
    await written(running, 'listens');
    running.child.kill('SIGINT');
    // Time enough to be no echo.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(running.child.exitCode).toBe(null);
    running.child.kill('SIGINT');
    await running.ended;
    expect(running.child.signalCode).toBe('SIGINT');
  });
});
