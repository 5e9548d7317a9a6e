import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node, ROOT } from '../../../harness/command.ts';
import { FILES } from './services.ts';

/** @returns a folder with services, and a finding of theirs in `kept` */
export function makeTemplate(bin: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'restate-sim-signals-template-'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  for (const name of ['node_modules', 'kept', 'empty']) mkdirSync(join(folder, name));
  symlinkSync(join(ROOT, 'node_modules', '@restatedev'), join(folder, 'node_modules', '@restatedev'), 'junction');
  const { error } = node([bin, 'run', 'broken.ts', '--seed', '1', '--runs', '20'], { cwd: folder });
  const found = join(folder, '.sim', 'findings');
  const [first] = readdirSync(found).filter((name) => name.endsWith('.json'));
  if (first === undefined) throw new Error(`The services of the fuzzer have no finding: ${error}`);
  cpSync(join(found, first), join(folder, 'kept', 'finding.json'));
  rmSync(join(folder, '.sim'), { recursive: true });
  return folder;
}
