import type { Attempt, AttemptError, AttemptMessage, Engine, ProtocolVersion } from '../attempt/attempt.ts';
import type { BoundHandler } from '../attempt/definition.ts';
import type { Command } from '../journal/command.ts';
import type { JournalEntry } from '../journal/entry.ts';
import { ReplayProcess, type Again } from './replay-process.ts';

/** A journal, read, and the handler that is to replay it. */
export interface Replayable {
  readonly invocation: string;
  readonly key: string;
  readonly idempotencyKey: string | undefined;
  readonly protocol: ProtocolVersion;
  readonly handler: BoundHandler;
  readonly journal: readonly JournalEntry[];
  readonly state: ReadonlyMap<string, Uint8Array>;
  /** Whether the state may have more names, which the handler then asks the server for. */
  readonly isPartial: boolean;
  readonly randomSeed: () => bigint;
}

/** What an attempt has done that knows the first rows of a journal. */
export interface Replayed {
  /** How many rows it knew. */
  readonly rows: number;
  readonly error: AttemptError | undefined;
  /** Commands that it issued after those that the journal holds. */
  readonly commands: readonly Command[];
  /** Whether its code waits for something that is neither its context nor a timer. */
  readonly waitsOutside: boolean;
}

/** Prefixes that are replayed side by side: they share the turns of the event loop. */
const AT_ONCE = 32;

/**
 * Replays prefixes of one journal: an attempt for each, which knows the first rows as if the attempt before had been lost there. No
 * closure runs, and nothing that the attempt asks for comes.
 * @param rows how many rows each attempt knows
 * @param again replays in another process
 */
export async function replayPrefixes(
  engine: Engine,
  replayable: Replayable,
  rows: readonly number[],
  again?: Again,
): Promise<readonly Replayed[]> {
  const all: Replayed[] = [];
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const prefixes = rows
      .slice(from, from + AT_ONCE)
      .map((known) => new PrefixReplay(engine, replayable, known, again));
    for (const prefix of prefixes) prefix.start();
    await engine.settle();
    for (const prefix of prefixes) all.push(prefix.end());
    // What the code does on its way out belongs to no prefix.
    await engine.settle();
  }
  return all;
}

class PrefixReplay {
  readonly #rows: number;
  readonly #attempt: Attempt;
  readonly #said: AttemptMessage[] = [];
  #isOver = false;

  constructor(
    engine: Engine,
    { invocation, key, idempotencyKey, protocol, handler, journal, state, isPartial, randomSeed }: Replayable,
    rows: number,
    again: Again | undefined,
  ) {
    this.#rows = rows;
    const lastRow = journal[rows - 1];
    this.#attempt = engine.open(
      {
        handler,
        invocationId: invocation,
        key,
        ...(idempotencyKey !== undefined && { idempotencyKey }),
        randomSeed,
        journal,
        knownEntries: rows,
        state,
        partialState: isPartial,
        retriesSinceLastStoredEntry: 0,
        durationSinceLastStoredEntryMs: 0,
        protocolVersion: protocol,
        process: new ReplayProcess(`${invocation} ${rows}`, lastRow?.appendedAtMs ?? 0, again),
      },
      {
        emit: (message) => {
          if (!this.#isOver) this.#said.push(message);
        },
        closureReady: () => undefined,
        closureDropped: () => undefined,
        remark: () => undefined,
      },
    );
  }

  start(): void {
    this.#attempt.start();
  }

  end(): Replayed {
    this.#isOver = true;
    const { waitsOutside } = this.#attempt;
    this.#attempt.crash();
    return {
      rows: this.#rows,
      error: this.#said.find((message) => message.type === 'error')?.error,
      commands: this.#said.flatMap((message) => (message.type === 'command' ? [message.command] : [])),
      waitsOutside,
    };
  }
}
