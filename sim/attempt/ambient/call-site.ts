import { namedPath } from '../../core/named-folders.ts';
import { asSlashed, everyFrameOf, framesOf, isIn } from '../../core/frames.ts';

/** What a stack is read against. */
export interface Surroundings {
  /** The working directory: locations are relative to it. */
  readonly folder: string;
  /** The folder of the simulator's own code, whose frames are left out. */
  readonly own: string;
}

/**
 * Finds the user's line in a stack.
 * @returns `src/bank.ts:31:7`, with slashes and relative to the folder. Of a file outside of it only the last folder is
 *   kept, so that no report shows the folders of a machine. Undefined when no frame is the user's
 */
export function locationIn(stack: string, { folder, own }: Surroundings): string | undefined {
  const base = asSlashed(folder);
  const ours = asSlashed(own);
  for (const { path, line, column } of framesOf(stack)) {
    if (isIn(path, ours) && !path.endsWith('.test.ts')) continue;
    return `${relativeTo(path, base)}:${line}:${column}`;
  }
  return undefined;
}

/**
 * Finds the package whose code, and not the user's, is innermost in a stack. The SDK does not count: what it calls, the user
 * called through it.
 * @param own the folder of the simulator's own code, whose frames are left out
 * @returns the package's name, as `pino` or `@acme/clock`; undefined where the user's own code is innermost
 */
export function packageIn(stack: string, own: string): string | undefined {
  const ours = asSlashed(own);
  for (const { path } of everyFrameOf(stack)) {
    if (path.startsWith('node:') || (isIn(path, ours) && !path.endsWith('.test.ts'))) continue;
    const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
    if (name?.startsWith('@restatedev/') === true) continue;
    return name;
  }
  return undefined;
}

/** How many folders a relative path may go up. */
const MAX_FOLDERS_UP = 2;

/** @returns the path relative to a folder, both with slashes; shortened when it leads too far up */
export function relativeTo(path: string, folder: string): string {
  const named = namedPath(path);
  if (named !== undefined) return named;
  const [steps, base] = [path.split('/'), folder.split('/')];
  let shared = 0;
  while (shared < base.length && isSame(steps[shared], base[shared], shared === 0)) shared++;
  const up = base.length - shared;
  if (shared > 0 && up <= MAX_FOLDERS_UP)
    return [...base.slice(shared).map(() => '..'), ...steps.slice(shared)].join('/');
  return ['…', ...steps.slice(-2)].join('/');
}

/** A drive letter is compared without regard to case. */
function isSame(one: string | undefined, other: string | undefined, isFirst: boolean): boolean {
  return isFirst ? one?.toLowerCase() === other?.toLowerCase() : one === other;
}
