/** A place in code, from a line of a stack. */
export interface Frame {
  /** With slashes, also on Windows: `C:/src/a.ts`. */
  readonly path: string;
  readonly line: string;
  readonly column: string;
}

/**
 * The places of a stack that are neither Node's nor of a package, innermost first. Paths of POSIX and of Windows are
 * understood, and URLs of files; what loaders hang on a URL behind a question mark is no part of a path.
 */
export function* framesOf(stack: string): Generator<Frame> {
  for (const text of stack.split('\n')) {
    const [, file, line = '', column = ''] = FRAME.exec(text) ?? [];
    if (file === undefined) continue;
    const path = asSlashed(file.replace(/\?.*$/, ''));
    if (!path.startsWith('node:') && !path.includes('/node_modules/')) yield { path, line, column };
  }
}

/** A line of a stack that names a file: in parentheses behind a function, or alone. Code from a text is in no file. */
const FRAME =
  /^\s*at (?!.*<anonymous>:)(?:(?:.* )?\(|async )?((?:file:\/\/|node:|\/|[A-Za-z]:[\\/]).*):(\d+):(\d+)\)?\s*$/;

/** @returns a path or a file's URL with slashes, `C:/src/a.ts` on Windows */
export function asSlashed(place: string): string {
  if (!place.startsWith('file:')) return place.replaceAll('\\', '/').replace(/(?<=.)\/$/, '');
  const path = decodeURIComponent(place.slice('file://'.length));
  return path.replace(/^\/(?=[A-Za-z]:\/)/, '').replace(/(?<=.)\/$/, '');
}

/** @returns whether a path lies in a folder, both with slashes; drives and folders of Windows come in both cases */
export function isIn(path: string, folder: string): boolean {
  return path.slice(0, folder.length).toLowerCase() === folder.toLowerCase() && path[folder.length] === '/';
}
