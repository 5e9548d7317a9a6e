/** A location in code, from a line of a stack. */
export interface Frame {
  /** With slashes, also on Windows: `C:/src/a.ts`. */
  readonly path: string;
  readonly line: string;
  readonly column: string;
}

/**
 * The frames of a stack that are neither in Node nor in a package, innermost first. Understands paths of POSIX and of
 * Windows, and URLs of files. A query that a loader appends to a URL is not part of the path.
 */
export function* framesOf(stack: string): Generator<Frame> {
  for (const frame of everyFrameOf(stack)) {
    if (!frame.path.startsWith('node:') && !frame.path.includes('/node_modules/')) yield frame;
  }
}

/** The same with the frames in Node and in packages. */
export function* everyFrameOf(stack: string): Generator<Frame> {
  for (const text of stack.split('\n')) {
    const [, file, line = '', column = ''] = FRAME.exec(text) ?? [];
    if (file !== undefined) yield { path: asSlashed(file.replace(/\?.*$/, '')), line, column };
  }
}

/** @returns the innermost location of a stack in code that is neither in Node nor in a package, as `file:line` */
export function locationIn(stack: string): string {
  for (const { path, line } of framesOf(stack)) return `${path}:${line}`;
  return 'an unknown location';
}

/** A line of a stack that names a file: in parentheses after a function, or alone. Evaluated code has no file. */
const FRAME =
  /^\s*at (?!.*<anonymous>:)(?:(?:.* )?\(|async )?((?:file:\/\/|node:|\/|[A-Za-z]:[\\/]).*):(\d+):(\d+)\)?\s*$/;

/** @returns a path or a file's URL with slashes, `C:/src/a.ts` on Windows */
export function asSlashed(location: string): string {
  if (!location.startsWith('file:')) return location.replaceAll('\\', '/').replace(/(?<=.)\/$/, '');
  const path = decodeURIComponent(location.slice('file://'.length));
  return path.replace(/^\/(?=[A-Za-z]:\/)/, '').replace(/(?<=.)\/$/, '');
}

/** @returns whether a path is inside a folder, both with slashes; case is ignored, as on Windows */
export function isIn(path: string, folder: string): boolean {
  return path.slice(0, folder.length).toLowerCase() === folder.toLowerCase() && path[folder.length] === '/';
}
