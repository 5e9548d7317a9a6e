import { Worker } from 'node:worker_threads';
import { RunCut, SimulationError, UsageError } from '../../../core/errors.ts';
import { newBeat } from '../../../core/heartbeat.ts';
import type { Scenario } from '../../../simulation/scenario/scenario.ts';
import type { CampaignOptions, Report, ReportSource } from '../types.ts';
import { ofWorker } from '../shard.ts';
import { CutBudget } from './cut-budget.ts';
import {
  CAMPAIGN,
  CONTROLS,
  CREDIT,
  CUT,
  GIVE_UP,
  type WorkerBirth,
  type WorkerMessage,
  type WorkerTask,
} from './worker-messages.ts';

/** How many units a worker may be ahead of the consumer. */
const AHEAD = 64;

/** Worker threads that run one campaign after another. */
export class WorkerPool implements ReportSource {
  readonly #hands: readonly Hand[];
  #campaigns = 0;

  /** @param module URL of the module that exports the scenarios */
  constructor(count: number, module: string) {
    this.#hands = Array.from({ length: count }, () => new Hand(module));
  }

  /** The threads, for a watchdog. */
  get threads(): readonly WatchedThread[] {
    return this.#hands;
  }

  /**
   * Splits the units of a campaign among the workers and yields their reports in the order of the units, so that the result
   * does not depend on the number of workers.
   * @throws {UsageError} when a worker cannot load the scenario, or ends before its work is done
   */
  async *reports(scenario: Scenario, options: CampaignOptions): AsyncGenerator<Report> {
    const { seed, strategy, bounds, shrink, keepGoing, shard, engine, shrinking, giveUp, cut } = options;
    const campaign = ++this.#campaigns;
    const count = this.#hands.length;
    for (const [index, hand] of this.#hands.entries()) {
      const part = {
        seed,
        shard: ofWorker(shard, index, count),
        ...(strategy !== undefined && { strategy }),
        ...(bounds !== undefined && { bounds }),
        ...(shrink !== undefined && { shrink }),
        ...(keepGoing !== undefined && { keepGoing }),
        ...(engine !== undefined && { engine }),
      };
      const { name, horizonMs, server } = scenario;
      hand.begin({ campaign, scenario: name, horizonMs, serverVersion: server?.version, options: part });
    }
    const budget = cut === undefined ? undefined : new CutBudget(cut, this.#hands);
    try {
      for (let unit = 0; ; unit++) {
        const worker = unit % count;
        for (let isLast = false; !isLast;) {
          const message = await (budget?.race(this.#hands[worker]?.next()) ?? this.#hands[worker]?.next());
          if (message === undefined) return;
          if (message.type === 'cut') {
            yield* this.#findingsLeft(budget);
            throw new RunCut();
          }
          if (message.type === 'shrinking') shrinking?.(message.runs, message.parts);
          if (giveUp?.() === true) for (const hand of this.#hands) hand.giveUp();
          if (message.type !== 'reports') continue;
          yield* message.reports;
          isLast = message.last;
        }
        this.#hands[worker]?.allowOneMore();
      }
    } finally {
      budget?.end();
      for (const hand of this.#hands) hand.end();
    }
  }

  /** Yields the findings of runs beyond the one that was cut: they are no less true. */
  async *#findingsLeft(budget: CutBudget | undefined): AsyncGenerator<Report> {
    for (const hand of this.#hands) {
      for (;;) {
        const message = hand.arrived() ?? (hand.isInvestigating ? await budget?.race(hand.next()) : undefined);
        if (message === undefined || message.type === 'cut') break;
        if (message.type !== 'reports') continue;
        for (const report of message.reports) if (report.found.length > 0) yield report;
      }
    }
  }

  /** Terminates the threads at once. */
  async close(): Promise<void> {
    await Promise.all(this.#hands.map((hand) => hand.stop()));
  }
}

/** What a watchdog needs to watch a thread. */
export interface WatchedThread {
  readonly thread: number;
  readonly beat: Int32Array;
}

interface Waiting {
  readonly resolve: (message: WorkerMessage) => void;
  readonly reject: (error: Error) => void;
}

/** The pool's side of one worker thread. */
class Hand implements WatchedThread {
  readonly thread: number;
  readonly beat: Int32Array = newBeat();
  readonly #worker: Worker;
  readonly #control: Int32Array = new Int32Array(new SharedArrayBuffer(4 * CONTROLS));
  #arrived: WorkerMessage[] = [];
  #campaign = 0;
  #isInvestigating = false;
  #waiting: Waiting | undefined;
  #failure: Error | undefined;
  #stopped = false;

  constructor(module: string) {
    // The worker is a sibling with the same extension, whether this runs from sources or built.
    const file = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
    const birth: WorkerBirth = { module, control: this.#control, beat: this.beat };
    this.#worker = new Worker(file, { workerData: birth });
    this.thread = this.#worker.threadId;
    this.#worker.on('message', (message: WorkerMessage) => this.#take(message));
    this.#worker.once('error', (error) => this.#fail(error.message));
    this.#worker.once('exit', () => this.#fail('it ended before its work was done.'));
  }

  /** Whether it has found something and has not reported it yet. */
  get isInvestigating(): boolean {
    return this.#isInvestigating;
  }

  /** @returns a message that has arrived, without waiting for one; failures are not of interest any more */
  arrived(): WorkerMessage | undefined {
    return this.#arrived.shift();
  }

  begin(task: WorkerTask): void {
    this.#isInvestigating = false;
    this.#campaign = task.campaign;
    this.#arrived = [];
    Atomics.store(this.#control, CREDIT, AHEAD);
    Atomics.store(this.#control, GIVE_UP, 0);
    Atomics.store(this.#control, CUT, 0);
    Atomics.store(this.#control, CAMPAIGN, task.campaign);
    this.#worker.postMessage(task);
  }

  /** Ends shrinking. */
  giveUp(): void {
    Atomics.store(this.#control, GIVE_UP, 1);
  }

  /** Ends the run that is going on. */
  cut(): void {
    Atomics.store(this.#control, CUT, 1);
  }

  /** Ends the current campaign. */
  end(): void {
    this.#campaign = 0;
    this.#waiting = undefined;
    Atomics.store(this.#control, CAMPAIGN, 0);
    this.allowOneMore();
  }

  /** @returns the next message, in the order in which the worker sent them */
  async next(): Promise<WorkerMessage> {
    const message = this.#arrived.shift() ?? (await this.#nextToArrive());
    if (message.type !== 'failed') return message;
    const { code, message: text } = message.failure;
    throw new SimulationError(code, text);
  }

  /** Lets the worker finish one more unit. */
  allowOneMore(): void {
    Atomics.add(this.#control, CREDIT, 1);
    Atomics.notify(this.#control, CREDIT);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#worker.terminate();
  }

  #nextToArrive(): Promise<WorkerMessage> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  #take(message: WorkerMessage): void {
    // A worker notices only at its next report that a campaign is over.
    if (message.campaign !== this.#campaign) return;
    this.#isInvestigating = message.type === 'found' || (this.#isInvestigating && message.type === 'shrinking');
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#arrived.push(message);
    else waiting.resolve(message);
  }

  #fail(text: string): void {
    if (this.#stopped) return;
    this.#failure ??= stuck(text);
    this.#waiting?.reject(this.#failure);
    this.#waiting = undefined;
  }
}

function stuck(text: string): Error {
  return new UsageError('WORKER_FAILED', `A worker thread could not go on: ${text}`);
}
