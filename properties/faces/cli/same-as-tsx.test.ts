/**
 * Goal: whatever `tsx` runs, the command loads. Method: each form in which people write services is a project; `tsx` runs
 * it to its last line, and the command lists its service and prints the same,
 * to standard error.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { depth } from '../../harness/depth.ts';
import { BIN, ROOT, start, type Ended } from '../../harness/command.ts';
import { DIFFERENT, FORMS, type Form } from './forms-of-code.ts';

const TSX = join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
const folder = mkdtempSync(join(tmpdir(), 'restate-sim-forms-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const forms = depth({ slice: FORMS.filter(({ name }) => DIFFERENT.includes(name)), deep: FORMS });

it.concurrent.each(forms)('$name', async (form) => {
  const { entry = 'app.ts', shows = 'service S' } = form;
  const place = join(folder, String(FORMS.indexOf(form)));
  write(place, form);
  const theirs = await run(place, [TSX, entry]);
  expect(theirs.out).toContain('loaded\n');
  const ours = await run(place, [BIN, 'list', entry]);
  expect(ours).toEqual({ status: 0, error: theirs.out, out: expect.stringContaining(`${shows}\n  hi\n`) });
});

it('has at least thirty forms, and names of them in the slice', () => {
  expect(FORMS.length).toBeGreaterThanOrEqual(30);
  expect(DIFFERENT.filter((name) => !FORMS.some((form) => form.name === name))).toEqual([]);
});

function write(place: string, { files }: Form): void {
  mkdirSync(join(place, 'node_modules'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules', '@restatedev'), join(place, 'node_modules', '@restatedev'), 'junction');
  for (const [name, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), text);
  }
}

/** Runs a program to its end. One that `tsx` serves is ended once it has printed its last line. */
async function run(cwd: string, args: readonly string[]): Promise<Ended> {
  const { child, ended, text } = start(args, { cwd, env: { RESTATE_LOGGING: 'ERROR' } });
  child.stdout.on('data', () => {
    if (args[0] === TSX && text().includes('loaded\n')) child.kill();
  });
  return ended;
}
