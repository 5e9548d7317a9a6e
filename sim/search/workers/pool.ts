import { Worker } from 'node:worker_threads';
import { UsageError } from '../../core/errors.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import type { CampaignOptions, Reported } from '../campaign.ts';
import type { Report } from '../searcher.ts';
import { ofWorker } from '../shard.ts';

/** What a worker is told. */
export interface WorkerTask {
  readonly module: string;
  readonly scenario: string;
  readonly options: Pick<CampaignOptions, 'seed' | 'strategy' | 'bounds' | 'shrink' | 'shard' | 'engine'>;
  /** Units that the worker may have finished, in its own count; it waits when it is further ahead. */
  readonly credit: Int32Array;
}

/** What a worker tells: reports of one of its units, and whether these are the last of it. */
export interface WorkerMessage {
  readonly reports: readonly Report[];
  readonly last: boolean;
}

/** How many units a worker may be ahead of what has been taken in. */
const AHEAD = 64;

/**
 * Shares the units of a campaign out among worker threads and takes their reports in the order of the units, so that
 * the result is the same however many there are.
 * @throws {UsageError} when a worker cannot load the scenario
 */
export async function* reportsOfWorkers(
  scenario: Scenario,
  { seed, strategy, bounds, shrink, shard, engine }: CampaignOptions,
  { count, module }: { readonly count: number; readonly module: string },
): AsyncGenerator<Reported> {
  const hands = Array.from({ length: count }, (_, index) => {
    const options = {
      seed,
      shard: ofWorker(shard, index, count),
      ...(strategy !== undefined && { strategy }),
      ...(bounds !== undefined && { bounds }),
      ...(shrink !== undefined && { shrink }),
      ...(engine !== undefined && { engine }),
    };
    return new Hand({ module, scenario: scenario.name, options, credit: new Int32Array(new SharedArrayBuffer(4)) });
  });
  try {
    for (let unit = 0; ; unit++) {
      const worker = unit % count;
      for (let isLast = false; !isLast;) {
        const message = await hands[worker]?.next();
        if (message === undefined) return;
        for (const report of message.reports) yield { report, worker };
        isLast = message.last;
      }
      hands[worker]?.allowOneMore();
    }
  } finally {
    await Promise.all(hands.map((hand) => hand.stop()));
  }
}

/** One worker thread, as whoever waits for it sees it. */
class Hand {
  readonly #worker: Worker;
  readonly #credit: Int32Array;
  readonly #arrived: WorkerMessage[] = [];
  #waiting: { readonly resolve: (message: WorkerMessage) => void; readonly reject: (error: Error) => void } | undefined;
  #failure: Error | undefined;

  constructor(task: WorkerTask) {
    this.#credit = task.credit;
    Atomics.store(this.#credit, 0, AHEAD);
    // The worker is a sibling with the same extension, whether this runs from sources or built.
    const file = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
    this.#worker = new Worker(file, { workerData: task });
    this.#worker.on('message', (message: WorkerMessage) => this.#take(message));
    this.#worker.once('error', (error) => this.#fail(error));
  }

  /** The next message, in the order in which the worker has sent them. */
  next(): Promise<WorkerMessage> {
    const message = this.#arrived.shift();
    if (message !== undefined) return Promise.resolve(message);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  /** One of its units has been taken in. */
  allowOneMore(): void {
    Atomics.add(this.#credit, 0, 1);
    Atomics.notify(this.#credit, 0);
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #take(message: WorkerMessage): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#arrived.push(message);
    else waiting.resolve(message);
  }

  #fail(error: Error): void {
    this.#failure = new UsageError('WORKER', `A worker could not go on: ${error.message}`);
    this.#waiting?.reject(this.#failure);
    this.#waiting = undefined;
  }
}
