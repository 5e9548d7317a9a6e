import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BIN, node, ROOT } from '../../../harness/command.ts';
import { dice } from '../../../../sim/core/random.ts';
import { edit, textOf, type Draft } from './edits.ts';
import { objectionTo } from './judge.ts';
import { TSCONFIG } from './projects.ts';
import type { Message } from './try-files.ts';

/** What is wrong with a command in a process of its own. */
type ProcessFault = Omit<Extract<Message, { readonly type: 'fault' }>, 'type'>;

/** A `tsconfig.json` is read one time in a process, so each has one of its own. @returns the faults */
export function tryAsProcesses(seed: number, count: number): readonly ProcessFault[] {
  const faults: ProcessFault[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'restate-sim-tsconfig-'));
  for (let place = 0; place < count; place++) {
    const draft: Draft = { root: structuredClone(TSCONFIG), ofText: [], disk: 'file' };
    const die = dice(seed, `tsconfig ${place}`);
    const edits = Array.from({ length: 1 + die.below(4) }, () => edit(draft, die));
    const box = join(folder, 'box');
    rmSync(box, { recursive: true, force: true });
    mkdirSync(box);
    symlinkSync(join(ROOT, 'node_modules'), join(box, 'node_modules'));
    cpSync(fileURLToPath(new URL('services.ts', import.meta.url)), join(box, 'services.ts'));
    writeFileSync(join(box, 'base.json'), '{ "compilerOptions": {} }');
    writeFileSync(join(box, 'tsconfig.json'), textOf(draft));
    const { status, out, error } = node([BIN, 'list', './services.ts'], { cwd: box, timeoutMs: 60_000 });
    const more = readdirSync(box).filter(
      (name) => !/^(node_modules|services\.ts|base\.json|tsconfig\.json)$/.test(name),
    );
    const written = more.map((name) => join(folder, name));
    const what = objectionTo({ status: status ?? -1, out, error, written }, box);
    const said = `status ${status}; ${JSON.stringify(error.slice(0, 1_500))}`;
    if (what !== undefined) {
      faults.push({ place, kind: 'tsconfig.json', what, command: 'list ./services.ts', said, kept: [], edits });
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return faults;
}
