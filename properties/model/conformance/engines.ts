import { loadEngine } from '../../../sim/attempt/engines.ts';
import type { Engine } from './engine.ts';
import { simulatorEngine, type SimulatorOptions } from './simulator/simulator-engine.ts';
import { serverEngine } from './real-server/server-engine.ts';

/** The simulator with each of its engines: what the test suite plays, in any order of steps. */
export const simulators: readonly SimulatorOptions[] = [
  { name: 'fake' },
  { name: 'sdk', engine: () => loadEngine('sdk') },
];

/** The engines that the cases can run on, by the name that the command line gives. */
export const engines: readonly Engine[] = [...simulators.map(simulatorEngine), serverEngine];
