import { syncBuiltinESMExports } from 'node:module';
import { patchChance } from './ambient/chance.ts';
import { patchClock } from './ambient/clock.ts';
import { patchNetwork } from './ambient/network.ts';
import type { Undo } from './ambient/patch.ts';
import { watchRealIo } from './ambient/real-io.ts';
import { patchTimers } from './ambient/timers.ts';

/**
 * Puts the ambient globals of this process (clock, chance, timers, network) in front of whatever is there: code that
 * runs in the scope of an attempt gets what the simulation gives, all other code gets what was there before. Installing
 * twice does nothing.
 */
export function installAmbient(): void {
  if (installed !== undefined) return;
  installed = [patchClock(), patchChance(), patchTimers(), patchNetwork(), watchRealIo()];
  syncBuiltinESMExports();
}

/** Takes everything back; for tests of the patches themselves. */
export function uninstallAmbient(): void {
  for (const undo of installed?.reverse() ?? []) undo();
  installed = undefined;
  syncBuiltinESMExports();
}

let installed: Undo[] | undefined;
