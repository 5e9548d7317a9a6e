/**
 * Goal: the fixture works in watch mode, where one process runs the tests again and again, also in workers that are kept.
 * Method: vitest watches a user's project, whose service is broken and fixed meanwhile.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT, start, UNHURRIED, VITEST } from '../../harness/command.ts';

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
    const watching = start([VITEST, '--watch', ...UNHURRIED, '--root', folder, isolation], {
      cwd: folder,
      env: { CI: '', VITEST: '' },
    });
    let read = 0;
    /** Waits until vitest has ended the next round of tests and has written all of this, in either stream. */
    const round = async (...expected: readonly RegExp[]): Promise<void> => {
      const unread = (): string => watching.text().slice(read);
      for (const pattern of [/(Waiting|Watching) for file changes/, ...expected])
        await expect.poll(unread, { timeout: 60_000 }).toMatch(pattern);
      read = watching.text().length;
    };
    try {
      await round(/Tests +2 passed/);
      writeFileSync(join(folder, 'counter.ts'), counter(2));
      await round(/Tests +2 failed/, /The test fails\./);
      writeFileSync(join(folder, 'counter.ts'), counter(1));
      await round(/Tests +2 passed/);
    } finally {
      watching.child.kill();
    }
  },
  180_000,
);
