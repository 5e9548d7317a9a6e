import { placeIn } from './place-in.ts';

/**
 * Says what user code runs right now. A watchdog on another thread looks at `beat`; when user code never comes back,
 * it reads `running` through the debugger.
 */
export interface Heartbeat {
  /** In memory that other threads can read: {@link TURNS} and {@link RUNNING}. */
  beat: Int32Array;
  /** `Service/handler (invocation, attempt n)` of the turn that runs, as a function so that it costs nothing. */
  running: (() => string) | undefined;
  /** Told by a debugger, which has the stack of what runs and not the means to read it. */
  readonly placeIn: (stack: string) => string;
}

/** Place in a beat that counts the turns of user code. */
export const TURNS = 0;
/** Place in a beat that is 1 while user code runs, and 0 while nobody need worry about silence. */
export const RUNNING = 1;

/** @returns memory for the heart of one thread to beat in */
export function newBeat(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(8));
}

const KEY = Symbol.for('restate-sim.heartbeat');

/** The heartbeat of this thread; one, so that a debugger can find it by its registered symbol. */
export const heartbeat: Heartbeat = ((globalThis as Record<symbol, unknown>)[KEY] ??= {
  beat: newBeat(),
  running: undefined,
  placeIn,
}) as Heartbeat;

/** Lets the heart of this thread beat where somebody else listens. */
export function beatInto(beat: Int32Array): void {
  heartbeat.beat = beat;
}
