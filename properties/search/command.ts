import { join } from 'node:path';
import { start as startNode, type Ended, type Running } from '../harness/command.ts';

const MAIN = join(import.meta.dirname, 'command-main.ts');

/** Starts the command on the scenarios of `command-worlds.ts`. @param node options of Node itself */
export function start(cwd: string, args: readonly string[], node: readonly string[] = []): Running {
  return startNode([...node, MAIN, ...args], { cwd });
}

/** Runs the command to its end. */
export function run(cwd: string, ...args: readonly string[]): Promise<Ended> {
  return start(cwd, args).ended;
}
