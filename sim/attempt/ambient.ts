import { syncBuiltinESMExports } from 'node:module';
import { watchChanges } from './ambient/changes.ts';
import { patchChance } from './ambient/chance.ts';
import { patchClock } from './ambient/clock.ts';
import { keepNetworkPatched, patchNetwork } from './ambient/network.ts';
import type { Undo } from './ambient/patch.ts';
import { patchPrinting } from './ambient/printing.ts';
import { watchRealIo } from './ambient/real-io.ts';
import { refuseProcessEnd } from './ambient/process-end.ts';
import { refuseLeaving } from './ambient/refuse-leaving.ts';
import { unwatchSqlite, watchSqlite } from './ambient/sqlite.ts';
import { patchTimers } from './ambient/timers.ts';
import { watchUncaught } from './ambient/uncaught.ts';
import { watchUnrepeatable } from './ambient/unrepeatable.ts';

/**
 * Patches the ambient globals of this process: clock, randomness, timers, network, what is printed, what happens to
 * uncaught errors, the functions that end the process, and the other ways out of the simulation.
 * Code that runs in the scope of an attempt gets the simulated ones; all other code gets those that were there before. A
 * second call only renews what a test has undone since.
 */
export function installAmbient(): void {
  watchSqlite();
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
    watchUnrepeatable(),
    watchChanges(),
    watchUncaught(),
    refuseLeaving(),
    // Around what is refused: the process itself ends by a crash.
    refuseProcessEnd(),
  ];
  syncBuiltinESMExports();
}

/** Undoes every patch; for tests of the patches themselves. */
export function uninstallAmbient(): void {
  unwatchSqlite();
  for (const undo of installed?.reverse() ?? []) undo();
  installed = undefined;
  syncBuiltinESMExports();
}

let installed: Undo[] | undefined;
