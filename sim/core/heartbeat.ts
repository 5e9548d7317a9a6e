/**
 * Says what user code runs right now. A watchdog on another thread looks at `beat`; when user code never comes back,
 * it reads `running` through the debugger.
 */
export interface Heartbeat {
  /** Counts turns, in memory that other threads can read; index 0. */
  readonly beat: Int32Array;
  /** `Service/handler (invocation, attempt n)` of the turn that runs, as a function so that it costs nothing. */
  running: (() => string) | undefined;
}

const KEY = Symbol.for('restate-sim.heartbeat');

/** The heartbeat of this process; one, so that a debugger can find it by its registered symbol. */
export const heartbeat: Heartbeat = ((globalThis as Record<symbol, unknown>)[KEY] ??= {
  beat: new Int32Array(new SharedArrayBuffer(4)),
  running: undefined,
}) as Heartbeat;
