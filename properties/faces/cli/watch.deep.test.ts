/**
 * Goal: `--watch` runs again when a file changes, a finding first, and ends with the status of its last round. Method: the
 * command in a user's folder, whose files are changed while it watches; what it prints is polled.
 */
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { BIN, start, type Running } from '../../harness/command.ts';
import { FolderOfServices } from './folder-of-services.ts';

const folder = new FolderOfServices();
afterAll(() => folder.remove());

const running: Running[] = [];
afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
});

const SHOP = `import * as restate from '@restatedev/restate-sdk';
import { check } from './lib/check.ts';
export const shop = restate.object({ name: 'Shop', handlers: {
  buy: async (ctx: restate.ObjectContext): Promise<void> => {
    ctx.set('sold', 1);
    check();
  },
} });
`;
const CHECK = 'export const check = (): void => undefined;\n';
const BROKEN = "export const check = (): void => { throw new Error('broken check'); };\n";

function watching(...args: readonly string[]): Running {
  const command = start([BIN, 'run', ...args, '--watch', '--runs', '4', '--seed', '1'], { cwd: folder.path });
  running.push(command);
  return command;
}

/** Waits until the command has printed this after the text that was there before. @returns where the words end: what follows may be there already */
async function printed({ text, child }: Running, words: string, from: number): Promise<number> {
  await expect.poll(() => text().slice(from), { timeout: 120_000, interval: 100 }).toContain(words);
  expect(child.exitCode).toBe(null);
  return text().indexOf(words, from) + words.length;
}

const WAITS = 'a change runs it again, Ctrl-C ends';

it('replays a finding first, searches once it is fixed, and ends with the status of the last round', async () => {
  folder.write('shop.ts', SHOP);
  folder.write('lib/check.ts', CHECK);
  const command = watching('shop.ts');
  let end = await printed(command, WAITS, 0);
  expect(command.text()).toContain('shop: held (4 runs');
  expect(command.text()).toContain('watching 2 files');
  expect(command.text()).not.toContain('✓ ');

  folder.write('lib/check.ts', BROKEN);
  end = await printed(command, WAITS, end);
  expect(command.text()).toContain(`${join('lib', 'check.ts')} changed`);
  expect(command.text()).toContain('500 broken check');

  folder.write('shop.ts', `${SHOP}// changed\n`);
  const before = end;
  end = await printed(command, WAITS, end);
  expect(command.text().slice(before)).toMatch(/replaying\s+\.sim/);
  expect(command.text().slice(before)).not.toContain('broken (');

  folder.write('lib/check.ts', CHECK);
  const fixed = end;
  end = await printed(command, WAITS, end);
  expect(command.text().slice(fixed)).toMatch(/✓ no longer broken: \.sim\/findings\/[^]*shop: held \(4 runs/);

  command.child.kill('SIGINT');
  expect((await command.ended).status).toBe(0);
});

it('goes on after a file that does not compile, and ends with 3 while that is so', async () => {
  folder.write('cart.ts', SHOP.replace("name: 'Shop'", "name: 'Cart'").replace('./lib/check.ts', './later.ts'));
  const command = watching('cart.ts');
  const end = await printed(command, WAITS, 0);
  expect(command.text()).toMatch(/imports '.*later\.ts', which is not found/);
  folder.write('later.ts', CHECK);
  await printed(command, 'cart: held', end);
  folder.write('cart.ts', `${SHOP}const a = ;`);
  await expect
    .poll(command.text, { timeout: 120_000, interval: 100 })
    .toMatch(/cart\.ts does not compile[^]*Ctrl-C ends/);
  command.child.kill('SIGINT');
  expect((await command.ended).status).toBe(3);
});

it('notices an edit of an imported file while the first search still runs', async () => {
  folder.write('slow.ts', SHOP.replace("name: 'Shop'", "name: 'Slow'").replace('./lib/check.ts', './lib/slow.ts'));
  folder.write('lib/slow.ts', CHECK);
  const command = start([BIN, 'run', 'slow.ts', '--watch', '--time', '60s', '--seed', '1'], { cwd: folder.path });
  running.push(command);
  await expect.poll(command.text, { timeout: 60_000, interval: 100 }).toContain('engine fake');
  folder.write('lib/slow.ts', BROKEN);
  const end = await printed(command, `${join('lib', 'slow.ts')} changed`, 0);
  await printed(command, WAITS, end);
  expect(command.text()).toContain('500 broken check');
  expect(command.text()).not.toContain('Not repeatable');
  command.child.kill('SIGINT');
  expect((await command.ended).status).toBe(1);
});

it('watches hints that only the config names, its new files, and a new file of its folder', async () => {
  folder.write('src/till.ts', SHOP.replace("name: 'Shop'", "name: 'Till'").replace('./lib/', '../lib/'));
  folder.write('lib/check.ts', CHECK);
  folder.write('tools/till.json', '{ "keys": ["a"] }');
  folder.write('tools/watch.config.json', '{ "files": "../src", "hints": "till.json" }');
  const command = watching('--config', 'tools/watch.config.json');
  let end = await printed(command, WAITS, 0);
  folder.write('tools/till.json', '{ "keys": ["a", "b"] }');
  await printed(command, `${join('tools', 'till.json')} changed`, end);
  end = await printed(command, WAITS, end);
  folder.write('src/cart.ts', SHOP.replace("name: 'Shop'", "name: 'Cart'").replace('./lib/', '../lib/'));
  await printed(command, `${join('src', 'cart.ts')} changed`, end);
  end = await printed(command, WAITS, end);
  folder.write('more/cart.ts', SHOP.replace('./lib/', '../lib/'));
  folder.write('tools/watch.config.json', '{ "files": "../more", "hints": "till.json" }');
  end = await printed(command, 'more: held', end);
  end = await printed(command, WAITS, end);
  folder.write('more/till.ts', SHOP.replace("name: 'Shop'", "name: 'Till'").replace('./lib/', '../lib/'));
  expect(await printed(command, `${join('more', 'till.ts')} changed`, end)).toBeGreaterThan(end);
  command.child.kill('SIGINT');
  await command.ended;
});
