import { asSlashed, framesOf, isIn } from '../../core/frames.ts';

/**
 * The line of a test that made a request. An error that comes later, inside the simulator's own code, gets the stack of
 * that line, which is the one that a test runner shows.
 */
export class CallSite {
  readonly #here: { readonly stack?: string } = {};

  constructor() {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = Math.max(limit, MAX_FRAMES);
    // V8 formats the stack only when it is read.
    Error.captureStackTrace(this.#here, CallSite);
    Error.stackTraceLimit = limit;
  }

  /** @returns the error, with the stack of the call site, unless no frame of it is the test's own */
  pointAt(error: unknown): unknown {
    if (!(error instanceof Error)) return error;
    const frames = fromTheTest(this.#here.stack ?? '', OWN);
    if (frames.length > 0) error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
    return error;
  }
}

/**
 * @param own the folder of the simulator's own code, whose frames are left out
 * @returns the lines of a stack from the innermost frame of the test
 */
export function fromTheTest(stack: string, own: string): readonly string[] {
  const lines = stack.split('\n');
  const first = lines.findIndex((line) => {
    const [frame] = framesOf(line);
    return frame !== undefined && (!isIn(frame.path, own) || frame.path.endsWith('.test.ts'));
  });
  return first === -1 ? [] : lines.slice(first);
}

/** The folder of the simulator's own code. */
const OWN = asSlashed(new URL('../../', import.meta.url).href);
/** Frames of a client library may be between the test and the simulator. */
const MAX_FRAMES = 30;
