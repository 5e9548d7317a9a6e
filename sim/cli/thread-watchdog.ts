import { Session } from 'node:inspector';
import { RUNNING, TURNS } from '../core/heartbeat.ts';
import type { WatchedThread } from '../search/campaign/workers/worker-pool.ts';
import { locationIn } from '../core/frames.ts';
import { terminalText } from './shown.ts';
import { lastWords } from './standard-error.ts';
import { PATIENCE_MS, silence } from './watchdog.ts';

/**
 * Ends the process with status 2 when a handler loops for ever on one of the worker threads. The main thread has nothing to
 * do but wait for them, so it can watch them itself; it asks the silent one through
 * the debugger where it is.
 */
export class ThreadWatchdog {
  readonly #timer: NodeJS.Timeout;

  constructor(threads: readonly WatchedThread[], patienceMs: number = PATIENCE_MS) {
    const watched = threads.map(({ thread, beat }) => ({ thread, beat, last: -1, sinceMs: 0 }));
    const look = (): void => {
      const nowMs = performance.now();
      for (const each of watched) {
        const turns = Atomics.load(each.beat, TURNS);
        if (turns !== each.last || Atomics.load(each.beat, RUNNING) === 0) {
          each.last = turns;
          each.sinceMs = nowMs;
        } else if (nowMs - each.sinceMs >= patienceMs) {
          // One at a time: what one debugger lets go of, another would hold.
          for (const other of watched) other.sinceMs = nowMs;
          accuse(each.thread, patienceMs);
          return;
        }
      }
    };
    this.#timer = setInterval(look, Math.min(500, patienceMs / 4));
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** What the debugger hands on of what a thread has answered, as far as it is read here. */
interface Answer {
  readonly result?: { readonly result?: { readonly value?: Position } };
}

interface Position {
  readonly thread: number;
  readonly running: string;
  readonly stack: string;
}

/**
 * What a thread is asked: which one it is, whose code it runs, and where. It is answered on top of what runs, in between, so
 * nothing has to be paused; a thread that the debugger has paused once cannot always be ended.
 */
const WHO = `(() => {
  Error.stackTraceLimit = 100;
  return {
    thread: process.getBuiltinModule('node:worker_threads').threadId,
    running: globalThis[Symbol.for('restate-sim.heartbeat')]?.running?.() ?? 'user code',
    stack: new Error().stack,
  };
})()`;

/** Says where the silent thread is, and ends the process. */
function accuse(thread: number, patienceMs: number): void {
  const session = new Session();
  session.connect();
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
    const position = (JSON.parse(params.message) as Answer).result?.result?.value;
    // The debugger has numbers of its own for threads, so all are asked.
    if (position?.thread !== thread) return;
    const words = silence(position.running, patienceMs, locationIn(position.stack));
    lastWords(terminalText.markup`\n${terminalText(words)}\n`);
    process.exit(2);
  });
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId } }) => {
    const asked = { id: 1, method: 'Runtime.evaluate', params: { expression: WHO, returnByValue: true } };
    session.post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify(asked) });
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
}
