import { asSlashed, framesOf, isIn } from '../../core/frames.ts';

/**
 * Where a test has asked for something. What comes of it long after, in the middle of the simulator's own work, is told at
 * that line: the one that a person looks for, and that a runner of tests shows.
 */
export class AskedAt {
  readonly #here: { readonly stack?: string } = {};

  constructor() {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = Math.max(limit, DEEPEST_FRAME);
    // Kept as V8 has it; it becomes text only if it is asked for.
    Error.captureStackTrace(this.#here, AskedAt);
    Error.stackTraceLimit = limit;
  }

  /** @returns the error; its stack says where was asked, unless nothing of that is the test's own */
  blamed(error: unknown): unknown {
    if (!(error instanceof Error)) return error;
    const frames = fromTheTest(this.#here.stack ?? '', OWN);
    if (frames.length > 0) error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
    return error;
  }
}

/**
 * @param own the folder of the simulator's own code: what we did in between is nobody's business
 * @returns the lines of a stack from the innermost one that is the test's
 */
export function fromTheTest(stack: string, own: string): readonly string[] {
  const lines = stack.split('\n');
  const first = lines.findIndex((line) => {
    const [frame] = framesOf(line);
    return frame !== undefined && (!isIn(frame.path, own) || frame.path.endsWith('.test.ts'));
  });
  return first === -1 ? [] : lines.slice(first);
}

/** The simulator's own code. */
const OWN = asSlashed(new URL('../../', import.meta.url).href);
/** Clients of a library may stand between the test and us. */
const DEEPEST_FRAME = 30;
