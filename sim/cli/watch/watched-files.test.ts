/** Goal: every change of what a round used is noticed. Method: files in a temporary folder, and which changes are reported. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contentsOf } from './contents.ts';
import { WatchedFiles } from './watched-files.ts';

let folder = '';
let changes: string[] = [];
let files = new WatchedFiles(() => undefined);

const SERVICE = "import '@restatedev/restate-sdk';\n";
const path = (name: string): string => join(folder, name);
const write = (name: string, text = SERVICE): void => writeFileSync(path(name), text);
const seen = (): readonly string[] => changes;
const POLLING = { timeout: 5_000, interval: 20 };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'restate-sim-watched-'));
  changes = [];
  mkdirSync(path('src/deep'), { recursive: true });
  write('src/a.ts');
  files = new WatchedFiles((file) => changes.push(file));
});

afterEach(() => {
  files.close();
  rmSync(folder, { recursive: true });
});

it('a file that changed since it was used, before it was added', async () => {
  // Its folder is watched already, and what the change made known is over.
  files.add(path('src/other.ts'), undefined);
  const used = contentsOf(path('src/a.ts'));
  write('src/a.ts', `${SERVICE}// changed`);
  await new Promise((resolve) => setTimeout(resolve, 300));
  files.add(path('src/a.ts'), used);
  await expect.poll(seen, POLLING).toContain(path('src/a.ts'));
});

it('a new file of a named folder, at any depth, and of a pattern', async () => {
  files.name([path('src'), path('*.mts')]);
  files.settle();
  write('src/deep/note.ts', 'no service');
  write('src/deep/b.ts');
  await expect.poll(seen, POLLING).toContain(path('src/deep/b.ts'));
  files.settle();
  mkdirSync(path('src/later'));
  await new Promise((resolve) => setTimeout(resolve, 200));
  write('src/later/c.ts');
  await expect.poll(seen, POLLING).toContain(path('src/later/c.ts'));
  files.settle();
  write('d.mts');
  await expect.poll(seen, POLLING).toContain(path('d.mts'));
  expect(changes).not.toContain(path('src/deep/note.ts'));
});

it('a file of a folder that was removed and made again, or that came later', async () => {
  files.name([path('src')]);
  files.add(path('lib/x/check.ts'), undefined);
  files.settle();
  rmSync(path('src'), { recursive: true });
  await expect.poll(seen, POLLING).toContain(path('src/a.ts'));
  files.settle();
  changes = [];
  mkdirSync(path('src'));
  write('src/a.ts');
  await expect.poll(seen, POLLING).toContain(path('src/a.ts'));
  files.settle();
  changes = [];
  write('src/a.ts', `${SERVICE}// changed`);
  await expect.poll(seen, POLLING).toContain(path('src/a.ts'));
  files.settle();
  mkdirSync(path('lib/x'), { recursive: true });
  write('lib/x/check.ts');
  await expect.poll(seen, POLLING).toContain(path('lib/x/check.ts'));
});
