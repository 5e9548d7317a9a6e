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
    const frames = (this.#here.stack ?? '').split('\n').filter((line) => FRAME.test(line));
    // From the innermost frame that is not ours: what we did in between is nobody's business.
    const first = frames.findLastIndex((line) => line.includes(OWN) && !line.includes('.test.')) + 1;
    if (first < frames.length) error.stack = [`${error.name}: ${error.message}`, ...frames.slice(first)].join('\n');
    return error;
  }
}

/** The simulator's own code. */
const OWN = new URL('../', import.meta.url).pathname;
const FRAME = /^\s*at /;
/** Clients of a library may stand between the test and us. */
const DEEPEST_FRAME = 30;
