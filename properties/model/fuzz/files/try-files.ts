import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { observe } from './captured.ts';

/** What this process says to the one that watches it. */
export type Message =
  | { readonly type: 'began'; readonly place: number }
  | {
      readonly type: 'fault';
      readonly place: number;
      readonly kind: string;
      readonly what: string;
      readonly command: string;
      readonly said: string;
      readonly kept: readonly number[];
      readonly edits: readonly string[];
    }
  | { readonly type: 'done' };

/** How many faults of one kind are made smaller; of the others the number is enough. */
const SMALLER = 1;

// node try-files.ts SEED FROM TO [EDITS]: tries the files of these numbers, and says what it finds.
const [seed = 1, from = 0, to = 1] = process.argv.slice(2, 5).map(Number);
const kept = process.argv[5]?.split(',').map(Number);

observe();
const { originals } = await import('./originals.ts');
const { editsOf, mutantOf, tryMutant } = await import('./trial.ts');
const all = await originals();
const folder = mkdtempSync(join(tmpdir(), 'restate-sim-files-'));
const box = join(folder, 'box');
const seen = new Map<string, number>();
const say = (message: Message): void => void process.send?.(message);

for (let place = from; place < to; place++) {
  say({ type: 'began', place });
  const mutant = mutantOf(all, seed, place, kept);
  const fault = await tryMutant(mutant, place, box);
  if (fault === undefined) continue;
  const name = `${mutant.kind} ${fault.what}`;
  const before = seen.get(name) ?? 0;
  seen.set(name, before + 1);
  const edits = kept ?? (before < SMALLER ? await smaller(place, fault.what) : editsOf(seed, place));
  const { edits: words } = mutantOf(all, seed, place, edits);
  say({ type: 'fault', place, kind: mutant.kind, ...fault, kept: edits, edits: words });
}
process.chdir(tmpdir());
rmSync(folder, { recursive: true, force: true });
say({ type: 'done' });
process.disconnect?.();
// Services may have left timers behind.
process.exit(0);

/** Leaves out every edit without which the fault stays. */
async function smaller(place: number, what: string): Promise<readonly number[]> {
  let needed = editsOf(seed, place);
  for (const number of needed) {
    const fewer = needed.filter((other) => other !== number);
    const fault = await tryMutant(mutantOf(all, seed, place, fewer), place, box);
    if (fault?.what === what) needed = fewer;
  }
  return needed;
}
