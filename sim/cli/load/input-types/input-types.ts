import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { firstLine } from '../../../core/first-line.ts';
import { heartbeat, RUNNING } from '../../../core/heartbeat.ts';
import type { InputType } from '../../../simulation/scenario/hints.ts';
import { typedHandlers } from './typed-handlers.ts';

const require = createRequire(import.meta.url);

/**
 * Reads the types of handlers when the first of them is asked for, once for a process and its threads: that takes a second.
 * @param files that hold or import the definitions
 * @returns what the type of a handler, `Service/handler`, says about its input; undefined where its definition was not found
 */
export function inputTypesOf(files: readonly string[]): (handler: string) => InputType | undefined {
  const paths = files.map((file) => resolve(file));
  const key = `restate-sim: input types of ${JSON.stringify(paths)}`;
  return (handler) => {
    const known = getEnvironmentData(key) as unknown as ReadonlyMap<string, InputType> | undefined;
    const types = known ?? read(paths);
    if (known === undefined) setEnvironmentData(key, types);
    return types.get(handler) ?? types.get(EVERY);
  };
}

/** Name of what holds for all handlers. */
const EVERY = '';

function read(paths: readonly string[]): ReadonlyMap<string, InputType> {
  // The files are loaded: their code is not what a watchdog would wait for.
  const isRunning = Atomics.exchange(heartbeat.beat, RUNNING, 0);
  try {
    return typedHandlers(require('@ts-morph/common') as typeof import('@ts-morph/common'), paths);
  } catch (error) {
    // The compiler throws where a file or a configuration is far from valid.
    const reason = error instanceof Error ? firstLine(error.message) : String(error);
    return new Map([[EVERY, { why: `its type cannot be read: ${reason}` }]]);
  } finally {
    Atomics.store(heartbeat.beat, RUNNING, isRunning);
  }
}
