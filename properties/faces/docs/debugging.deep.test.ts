/**
 * Goal: what the page on debugging says works. Method: the shop of the page is searched by the packed command, and its finding is
 * replayed under a debugger that is spoken to as an editor would.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { node, ROOT, start } from '../../harness/command.ts';
import { Debugging } from '../../harness/debugging.ts';
import { pack } from '../package/pack.ts';
import { blocksOf } from './blocks.ts';

const PAGE = readFileSync(join(ROOT, 'docs', 'debugging.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'restate-sim-debugging-'));
const bin = join(folder, 'node_modules', 'restate-sim', 'dist', 'sim', 'cli', 'bin.js');
let finding = '';

beforeAll(() => {
  const built = join(folder, 'built');
  mkdirSync(built);
  pack(built);
  mkdirSync(join(folder, 'node_modules'));
  cpSync(built, join(folder, 'node_modules', 'restate-sim'), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (!name.startsWith('.'))
      symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const shop = blocksOf(PAGE).find(({ file }) => file === 'shop.ts')?.code ?? '';
  // The line of the page that says where to write it.
  writeFileSync(join(folder, 'shop.ts'), shop.replace('      return stock;', '      debugger;\n      return stock;'));
  expect(node([bin, 'run', 'shop.ts', '--seed', '1'], { cwd: folder }).status).toBe(1);
  finding = join('.sim', 'findings', readdirSync(join(folder, '.sim', 'findings'))[0] ?? '');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(['fake', 'sdk'])('stops at a debugger statement of the handler, with the engine %s', async (engine) => {
  const args = ['--inspect-wait=127.0.0.1:0', bin, 'replay', finding, 'shop.ts', '--engine', engine];
  const running = start(args, { cwd: folder });
  await using debugging = await Debugging.of(() => running.text());
  const { callFrames } = await debugging.paused();
  expect(callFrames[0]?.functionName).toBe('sell');
  expect(await debugging.evaluate(callFrames[0]?.callFrameId ?? '', 'stock')).toBe(9);
  await debugging.resumeToTheEnd();
  await debugging.over();
  const { status, out } = await running.ended;
  expect(out).toContain('is broken');
  expect(status).toBe(1);
});

it('has an entry for VS Code that is valid, and names the program', () => {
  const entry = blocksOf(PAGE).find(({ language }) => language === 'json')?.code ?? '';
  const { configurations } = JSON.parse(entry) as { configurations: { program: string; args: string[] }[] };
  const [{ program, args } = { program: '', args: [] }] = configurations;
  expect(program.replace('${workspaceFolder}', folder)).toBe(bin);
  const replayed = node([bin, ...args.map((arg) => (arg.startsWith('.sim') ? finding : arg))], { cwd: folder });
  expect(replayed.status).toBe(1);
});
