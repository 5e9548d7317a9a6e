/**
 * Goal: the fixture works in watch mode, where one process runs the tests again and again, also in workers that are kept.
 * Method: vitest watches a project of somebody else's, whose service is broken and mended while it looks on.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const folder = mkdtempSync(join(tmpdir(), 'restate-sim-watch-'));

/** A counter that adds so much for each one. */
const counter = (by: number): string => `import * as restate from '@restatedev/restate-sdk';
export const counter = restate.object({
  name: 'Counter',
  handlers: {
    add: async (ctx: restate.ObjectContext) => {
      const count = ((await ctx.get<number>('count')) ?? 0) + ${by};
      ctx.set('count', count);
      return count;
    },
  },
});
`;

const SUITE = `import { expect, test } from '${pathToFileURL(join(ROOT, 'sim', 'vitest', 'index.ts')).href}';
import { counter } from './counter.ts';

test.override({ services: [counter] });
test('one and one is two', async ({ sim }) => {
  const a = sim.client.object(counter, 'a');
  await a.add();
  expect(await a.add()).toBe(2);
  await expect(sim).toSettle();
});
test.sim('every addition counts', { services: [counter], runs: 5 }, async ({ sim }) => {
  const a = sim.client.object(counter, 'a');
  expect((await Promise.all([a.add(), a.add()])).toSorted()).toEqual([1, 2]);
});
`;

beforeAll(() => {
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['@restatedev', 'vitest', 'fast-check'])
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'counter.ts'), counter(1));
  writeFileSync(join(folder, 'counter.test.ts'), SUITE);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([['--isolate'], ['--no-isolate']])(
  'runs again what changes, with %s',
  async (isolation) => {
    writeFileSync(join(folder, 'counter.ts'), counter(1));
    const watching = spawn(process.execPath, [VITEST, '--watch', '--root', folder, isolation], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1', CI: '', VITEST: '' },
    });
    let out = '';
    let read = 0;
    /** Waits for the end of the next round of tests. @returns what it said */
    const round = async (): Promise<string> => {
      await expect.poll(() => out.slice(read), { timeout: 60_000 }).toMatch(/(Waiting|Watching) for file changes/);
      const said = out.slice(read);
      read = out.length;
      return said;
    };
    watching.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    watching.stderr.on('data', (chunk: Buffer) => (out += chunk.toString()));
    try {
      expect(await round()).toMatch(/Tests +2 passed/);
      writeFileSync(join(folder, 'counter.ts'), counter(2));
      const broken = await round();
      expect(broken).toMatch(/Tests +2 failed/);
      expect(broken).toContain('The test does not pass.');
      writeFileSync(join(folder, 'counter.ts'), counter(1));
      expect(await round()).toMatch(/Tests +2 passed/);
    } finally {
      watching.kill();
    }
  },
  180_000,
);
