import { asSlashed, framesOf, isIn } from '../../core/frames.ts';

/** Where code was called from, and what counts as the simulator's own. */
export interface Surroundings {
  /** The working directory, which places are told relative to. */
  readonly folder: string;
  /** The folder of the simulator's own code: its frames are nobody's business. */
  readonly own: string;
}

/**
 * Finds the user's line in a stack.
 * @returns `src/bank.ts:31:7`, with slashes and relative to the folder; of a file far away only its last folder is told, so
 *   that no report names a machine's folders. Undefined when no frame is the user's
 */
export function placeIn(stack: string, { folder, own }: Surroundings): string | undefined {
  const base = asSlashed(folder);
  const ours = asSlashed(own);
  for (const { path, line, column } of framesOf(stack)) {
    if (isIn(path, ours) && !path.endsWith('.test.ts')) continue;
    return `${relativeTo(path, base)}:${line}:${column}`;
  }
  return undefined;
}

/** Folders of which a relative path climbs out at most. */
const MOST_UP = 2;

/** @returns the path relative to a folder, both with slashes; shortened where it is far away */
export function relativeTo(path: string, folder: string): string {
  const [steps, base] = [path.split('/'), folder.split('/')];
  let shared = 0;
  while (shared < base.length && isSame(steps[shared] ?? '', base[shared] ?? '', shared === 0)) shared++;
  const up = base.length - shared;
  if (shared > 0 && up <= MOST_UP) return [...base.slice(shared).map(() => '..'), ...steps.slice(shared)].join('/');
  return ['…', ...steps.slice(-2)].join('/');
}

/** The letter of a drive comes in both cases. */
function isSame(one: string, other: string, isFirst: boolean): boolean {
  return isFirst ? one.toLowerCase() === other.toLowerCase() : one === other;
}
