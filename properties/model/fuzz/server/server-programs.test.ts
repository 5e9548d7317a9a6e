/**
 * A slice of the hunt for differences between the simulator and a real server, in a process of its own. And the hunt is
 * worth something: a model that forgets state is found out.
 */
import { describe, expect, it } from 'vitest';
import { start } from '../../../harness/command.ts';
import { hasServer } from '../../../harness/has-server.ts';
import { depth, itInDepth } from '../../../harness/depth.ts';

const MAIN = new URL('run-fuzz-server.ts', import.meta.url).pathname;

async function fuzz(...args: readonly string[]): Promise<string> {
  return (await start([MAIN, ...args]).ended).out;
}

describe.runIf(hasServer())('sequential programs', () => {
  it('leave the same journals, answers and state on fake, sdk and a real server', async () => {
    const programs = depth({ slice: '4', deep: '100' });
    expect(await fuzz('--programs', programs, '--seed', '7')).toContain(`no difference in ${programs} programs`);
  });

  itInDepth('do so on a server of 1.8, in scopes with limits', async () => {
    const programs = '100';
    const report = await fuzz('--programs', programs, '--seed', '7', '--server-version', '1.8');
    expect(report).toContain(`no difference in ${programs} programs`);
  });

  itInDepth('give a model away for which an object is the same in every scope', async () => {
    const report = await fuzz('--programs', '25', '--seed', '7', '--server-version', '1.8', '--flawed', 'scopes');
    expect(report).toContain('the engines differ:');
    expect(report).toMatch(/again: npm run fuzz:server -- --seed 7 --path [\d:]+ --mode default --server-version 1.8/);
  });

  itInDepth('give a model away that never pins an invocation', async () => {
    const report = await fuzz('--programs', '25', '--seed', '7', '--flawed', 'pins');
    expect(report).toContain('the engines differ:');
    expect(report).toMatch(/server +> .*pinned to [AB]/);
  });

  itInDepth('give a model away that differs, with a program and the line that repeats it', async () => {
    const report = await fuzz('--programs', '25', '--seed', '7', '--flawed', 'state');
    expect(report).toContain('the engines differ:');
    expect(report).toMatch(/server +> state |server +> .*GetEagerState/);
    expect(report).toMatch(/again: npm run fuzz:server -- --seed 7 --path [\d:]+ --mode default/);
  });
});
