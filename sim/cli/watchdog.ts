import { Worker } from 'node:worker_threads';
import { heartbeat, RUNNING, TURNS } from '../core/heartbeat.ts';

/** How long user code may run without coming back, in ms. */
export const PATIENCE_MS = 10_000;

/**
 * Ends the process with status 2 when a handler loops for ever without awaiting: from a thread of its own, because the
 * main one never comes back. It pauses the main thread with the debugger, to say where it is.
 */
export class Watchdog {
  readonly #worker: Worker;

  constructor(patienceMs: number = PATIENCE_MS) {
    this.#worker = new Worker(THREAD, { eval: true, workerData: { beat: heartbeat.beat, patienceMs }, execArgv: [] });
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
  return `restate-sim: ${who} has not come back for ${patienceMs / 1000} s, at ${where}; ${ADVICE}`;
}

/**
 * Standard error is closed before the end, because Node would add a line about the debugger to it.
 * Plain JavaScript, because a worker that is made from text needs no loader. While nothing runs, a silent
 * main thread is merely waiting.
 */
const THREAD = `
const { workerData } = require('node:worker_threads');
const { Session } = require('node:inspector');
const { beat, patienceMs } = workerData;
const SILENT = "globalThis[Symbol.for('restate-sim.heartbeat')].running";
let last = -1;
let since = Date.now();
setInterval(() => {
  const now = Atomics.load(beat, ${TURNS});
  if (now !== last || Atomics.load(beat, ${RUNNING}) === 0) { last = now; since = Date.now(); return; }
  if (Date.now() - since < patienceMs) return;
  since = Date.now();
  const session = new Session();
  session.connectToMainThread();
  const urls = new Map();
  session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url));
  session.on('Debugger.paused', ({ params }) => {
    const urlOf = ({ location }) => urls.get(location.scriptId) ?? '';
    const own = (url) => url !== '' && !url.startsWith('node:') && !url.includes('/node_modules/');
    const frame = params.callFrames.find((candidate) => own(urlOf(candidate))) ?? params.callFrames[0];
    const where = urlOf(frame).replace(/^file:\\/\\//, '') + ':' + (frame.location.lineNumber + 1);
    session.post('Debugger.evaluateOnCallFrame', {
      callFrameId: params.callFrames[0].callFrameId,
      returnByValue: true,
      expression: '(() => { const running = ' + SILENT + '; if (running === undefined) return; ' +
        'process.stderr.write("\\\\nrestate-sim: " + running() + " has not come back for ' + (patienceMs / 1000) + ' s, at ' + where + '; ${ADVICE}\\\\n"); process.getBuiltinModule("node:fs").closeSync(2); process.reallyExit(2); })()',
    }, () => session.post('Debugger.resume', () => session.disconnect()));
  });
  session.post('Debugger.enable', () => session.post('Debugger.pause'));
}, Math.min(500, patienceMs / 4));
`;
