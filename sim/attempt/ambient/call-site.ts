/** Where code was called from, and what counts as the simulator's own. */
export interface Surroundings {
  /** The working directory, which places are told relative to. */
  readonly folder: string;
  /** The folder of the simulator's own code: its frames are nobody's business. */
  readonly own: string;
}

/**
 * Finds the user's line in a stack. Paths of POSIX and of Windows are understood, and URLs of files.
 * @returns `src/bank.ts:31:7`, with slashes and relative to the folder; of a file far away only its last folder is told, so
 *   that no report names a machine's folders. Undefined when no frame is the user's
 */
export function placeIn(stack: string, { folder, own }: Surroundings): string | undefined {
  const base = asSlashed(folder);
  const ours = asSlashed(own);
  for (const frame of stack.split('\n').slice(1)) {
    const match = FRAME.exec(frame);
    if (match === null) continue;
    const [, file = '', line = '', column = ''] = match;
    const path = asSlashed(file.replace(/\?.*$/, ''));
    if (path.startsWith('node:') || path.includes('/node_modules/')) continue;
    if (isIn(path, ours) && !path.endsWith('.test.ts')) continue;
    return `${relativeTo(path, base)}:${line}:${column}`;
  }
  return undefined;
}

/** A file, line and column at the end of a frame, in parentheses or not. */
const FRAME = /(?: \(|\bat (?:async )?)((?:file:\/\/|node:|\/|[A-Za-z]:[\\/]).*):(\d+):(\d+)\)?\s*$/;

/** @returns a path or a file's URL with slashes, `C:/src/a.ts` on Windows */
export function asSlashed(place: string): string {
  if (!place.startsWith('file:')) return place.replaceAll('\\', '/').replace(/(?<=.)\/$/, '');
  const path = decodeURIComponent(place.slice('file://'.length));
  return path.replace(/^\/(?=[A-Za-z]:\/)/, '').replace(/(?<=.)\/$/, '');
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

function isIn(path: string, folder: string): boolean {
  return path.slice(0, folder.length).toLowerCase() === folder.toLowerCase() && path[folder.length] === '/';
}
