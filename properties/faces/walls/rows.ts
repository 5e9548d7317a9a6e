import { CHANGES } from './rows/changes.ts';
import { CLOCKS_AND_CHANCE } from './rows/clocks-and-chance.ts';
import { CODE } from './rows/code.ts';
import { FILES } from './rows/files.ts';
import { NETWORK } from './rows/network.ts';
import { PROCESSES } from './rows/processes.ts';
import { TIMERS } from './rows/timers.ts';
import type { Row } from './row.ts';

/** Every way for a handler to leave the simulated world, by what it reaches. */
export const ROWS: readonly (readonly [title: string, rows: readonly Row[]])[] = [
  ['Network', NETWORK],
  ['Processes, threads and signals', PROCESSES],
  ['Files and devices', FILES],
  ['Clocks, random numbers and measurements', CLOCKS_AND_CHANCE],
  ['Timers and the event loop', TIMERS],
  ['Changes that stay', CHANGES],
  ['Code that is made or loaded', CODE],
];
