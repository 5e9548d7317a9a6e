import { durationText } from '../core/duration-text.ts';
import { Worker } from 'node:worker_threads';
import { outOfScope } from '../attempt/scope.ts';
import { terminalText } from './shown.ts';
import { standardError } from './standard-error.ts';
import { heartbeat, RUNNING, TURNS } from '../core/heartbeat.ts';

/** How long user code may run without coming back, in ms. */
export const PATIENCE_MS = 10_000;

const UNDECIDED = 2;

/**
 * Ends the process with status 2 when a handler loops for ever without awaiting: from a thread of its own, because the
 * main one never comes back. It pauses the main thread with the debugger, to say where it is.
 */
export class Watchdog {
  readonly #worker: Worker;

  /** @param status with which the process then ends */
  constructor(patienceMs: number = PATIENCE_MS, status: number = UNDECIDED) {
    heartbeat.print = (text) => outOfScope(() => standardError.write(terminalText(text)));
    const workerData = { beat: heartbeat.beat, patienceMs, patience: durationText(patienceMs), status };
    this.#worker = new Worker(THREAD, { eval: true, workerData, execArgv: [] });
    this.#worker.unref();
    this.#worker.on('error', () => undefined);
  }

  stop(): void {
    void this.#worker.terminate();
  }
}

/** What to think of user code that does not come back. */
const ADVICE = 'it loops without awaiting, or computes for very long. Give the loop an end or an await.';

/** @returns the sentence about user code that does not come back. @param who it is, where in the code it stands */
export function silence(who: string, patienceMs: number, where: string): string {
  return `restate-sim: ${who} has not returned to the event loop for ${durationText(patienceMs)}, at ${where}; ${ADVICE}`;
}

/**
 * Standard error is closed before the end, because Node would add a line about the debugger to it.
 * Plain JavaScript, because a worker that is made from text needs no loader. While nothing runs, a silent
 * main thread is merely waiting.
 */
const THREAD = `
const { workerData } = require('node:worker_threads');
const { Session } = require('node:inspector');
const { beat, patienceMs, patience, status } = workerData;
const HEART = "globalThis[Symbol.for('restate-sim.heartbeat')]";
const REPORT = '(() => { const { running, print, locationIn, end } = ' + HEART + '; if (running === undefined) return; ' +
  'Error.stackTraceLimit = 100; print("\\\\nrestate-sim: " + running() + " has not returned to the event loop for ' +
  patience + ', at " + locationIn(new Error().stack) + "; ${ADVICE}\\\\n"); ' +
  'process.getBuiltinModule("node:fs").closeSync(2); end(' + status + '); })()';
let last = -1;
let since = Date.now();
setInterval(() => {
  const now = Atomics.load(beat, ${TURNS});
  if (now !== last || Atomics.load(beat, ${RUNNING}) === 0) { last = now; since = Date.now(); return; }
  if (Date.now() - since < patienceMs) return;
  since = Date.now();
  const session = new Session();
  session.connectToMainThread();
  session.on('Debugger.paused', ({ params }) => {
    const asked = { callFrameId: params.callFrames[0].callFrameId, returnByValue: true, expression: REPORT };
    session.post('Debugger.evaluateOnCallFrame', asked, () => session.post('Debugger.resume', () => session.disconnect()));
  });
  session.post('Debugger.enable', () => session.post('Debugger.pause'));
}, Math.min(500, patienceMs / 4));
`;
