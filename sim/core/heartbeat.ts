import { locationIn } from './frames.ts';

/**
 * Shows which user code runs right now. A watchdog on another thread looks at `beat`; when user code does not return, the
 * watchdog reads `running` through the debugger.
 */
export interface Heartbeat {
  /** In memory that other threads can read: {@link TURNS} and {@link RUNNING}. */
  beat: Int32Array;
  /** `Service/handler (invocation, attempt n)` of the turn that runs, as a function so that it costs nothing. */
  running: (() => string) | undefined;
  /** Prints to standard error, although the code that a debugger has paused is simulated. Set by the watchdog. */
  print: (text: string) => void;
  /** For the debugger, which has the stack of what runs and no means to read it. */
  readonly locationIn: (stack: string) => string;
  /** For the debugger: ends the process, also where simulated code runs, which cannot. */
  readonly end: (status: number) => void;
}

/** Index in a beat that counts the turns of user code. */
export const TURNS = 0;
/** Index in a beat that is 1 while user code runs, and 0 while a silent thread is no reason for alarm. */
export const RUNNING = 1;

/** @returns shared memory for the beat of one thread */
export function newBeat(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(8));
}

const KEY = Symbol.for('restate-sim.heartbeat');

/** The heartbeat of this thread. There is one, under a registered symbol, so that a debugger can find it. */
export const heartbeat: Heartbeat = ((globalThis as Record<symbol, unknown>)[KEY] ??= {
  beat: newBeat(),
  running: undefined,
  print: () => undefined,
  locationIn,
  end: endOf(process),
}) as Heartbeat;

/** Takes it as it is before anything is patched. Node has it without a type. */
function endOf(given: NodeJS.Process & { readonly reallyExit?: (status: number) => void }): Heartbeat['end'] {
  return given.reallyExit?.bind(given) ?? (() => undefined);
}

/** Lets this thread write its beat into memory that a watchdog reads. */
export function beatInto(beat: Int32Array): void {
  heartbeat.beat = beat;
}
