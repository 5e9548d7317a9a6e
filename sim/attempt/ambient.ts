import { syncBuiltinESMExports } from 'node:module';
import { patchChance } from './ambient/chance.ts';
import { patchClock } from './ambient/clock.ts';
import { keepNetworkPatched, patchNetwork } from './ambient/network.ts';
import type { Undo } from './ambient/patch.ts';
import { patchPrinting } from './ambient/printing.ts';
import { watchRealIo } from './ambient/real-io.ts';
import { refuseProcessEnd } from './ambient/process-end.ts';
import { patchTimers } from './ambient/timers.ts';
import { watchUncaught } from './ambient/uncaught.ts';

/**
 * Patches the ambient globals of this process: clock, randomness, timers, network, what is printed, what happens to
 * uncaught errors, and the functions that end the process.
 * Code that runs in the scope of an attempt gets the simulated ones; all other code gets those that were there before. A
 * second call only renews what a test has undone since.
 */
export function installAmbient(): void {
  if (installed !== undefined) {
    keepNetworkPatched();
    return;
  }
  installed = [
    patchClock(),
    patchChance(),
    patchTimers(),
    patchNetwork(),
    patchPrinting(),
    watchRealIo(),
    watchUncaught(),
    refuseProcessEnd(),
  ];
  syncBuiltinESMExports();
}

/** Undoes every patch; for tests of the patches themselves. */
export function uninstallAmbient(): void {
  for (const undo of installed?.reverse() ?? []) undo();
  installed = undefined;
  syncBuiltinESMExports();
}

let installed: Undo[] | undefined;
