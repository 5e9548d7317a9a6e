import type { Engine } from './engine.ts';
import { simulatorEngine } from './simulator/simulator-engine.ts';
import { serverEngine } from './real-server/server-engine.ts';

/** The engines that the cases can run on, by the name that the command line gives. */
export const engines: readonly Engine[] = [simulatorEngine({ name: 'fake' }), serverEngine];
