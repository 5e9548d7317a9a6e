import type { Attempt, AttemptMessage, AttemptSetup, Engine } from '../../../sim/attempt/attempt.ts';
import type { BoundHandler } from '../../../sim/attempt/definition.ts';
import { TestProcess } from '../../../sim/attempt/testing/small-server.ts';
import { canonicalText } from '../../../sim/core/canonical.ts';
import { stateOf } from '../../../sim/exported/state-of.ts';
import type { Command } from '../../../sim/journal/command.ts';
import type { JournalEntry } from '../../../sim/journal/entry.ts';
import { seedOfId } from '../../../sim/journal/random-seed.ts';

/** An invocation whose journal is replayed. */
export interface Replayed {
  readonly invocation: string;
  readonly key: string;
  readonly handler: BoundHandler;
  readonly journal: readonly JournalEntry[];
}

/**
 * Replays a journal on an engine: once from each of its rows on, as if the attempt before had been lost there. What the
 * handler does from then on must be what the journal holds, row by row.
 * @returns where it is not, in a sentence; undefined when it is everywhere
 */
export async function replayJournal(engine: Engine, replayed: Replayed): Promise<string | undefined> {
  for (let known = 1; known <= replayed.journal.length; known++) {
    const problem = await new Replay(engine, replayed, known).run();
    if (problem !== undefined) return `with ${known} rows known: ${problem}`;
  }
  return undefined;
}

/** One attempt that knows the first rows of a journal and is handed what the others hold. */
class Replay {
  readonly #engine: Engine;
  readonly #journal: readonly JournalEntry[];
  readonly #known: number;
  readonly #attempt: Attempt;
  /** What the attempt has said and was not compared yet. */
  readonly #said: AttemptMessage[] = [];
  readonly #ready = new Set<number>();

  constructor(engine: Engine, { invocation, key, handler, journal }: Replayed, known: number) {
    this.#engine = engine;
    this.#journal = journal;
    this.#known = known;
    const { values, isPartial } = stateOf({ target: { service: '', key, handler: '' } }, journal);
    const setup: AttemptSetup = {
      handler,
      invocationId: invocation,
      key,
      randomSeed: () => seedOfId(invocation),
      journal: journal.slice(0, known),
      knownEntries: known,
      state: values,
      partialState: isPartial,
      retriesSinceLastStoredEntry: 0,
      durationSinceLastStoredEntryMs: 0,
      protocolVersion: 6,
      process: new TestProcess(),
    };
    this.#attempt = engine.open(setup, {
      emit: (message) => void this.#said.push(message),
      closureReady: ({ completion }) => void this.#ready.add(completion),
      closureDropped: (completion) => void this.#ready.delete(completion),
      remark: () => {},
    });
  }

  async run(): Promise<string | undefined> {
    this.#attempt.start();
    await this.#engine.settle();
    for (const [index, row] of this.#journal.entries()) {
      if (index < this.#known) continue;
      const problem = row.kind === 'command' ? this.#compare(row.command) : await this.#hand(row);
      if (problem !== undefined) return `row ${index}: ${problem}`;
    }
    const rest = this.#said.map(inWords);
    const isOver = this.#journal.some((row) => row.kind === 'command' && row.command.type === 'Output');
    return !isOver || rest.join() === 'end' ? undefined : `the attempt goes on with ${rest.join(', ') || 'nothing'}`;
  }

  #compare(command: Command): string | undefined {
    const said = this.#said.shift();
    const words = said === undefined ? 'nothing' : inWords(said);
    if (said?.type !== 'command') return `the journal holds ${command.type}, the attempt says ${words}`;
    const [theirs, ours] = [canonicalText(timeless(command)), canonicalText(timeless(said.command))];
    return theirs === ours ? undefined : `the journal holds ${theirs}, the attempt says ${ours}`;
  }

  async #hand(row: Extract<JournalEntry, { kind: 'notification' }>): Promise<string | undefined> {
    const { notification } = row;
    if (notification.type === 'completion' && notification.of === 'Run') {
      const { completion } = notification;
      if (!this.#ready.has(completion)) return `the closure of run ${completion} has not been reached`;
      this.#attempt.release(completion);
      await this.#engine.settle();
      const said = this.#said.shift();
      if (said?.type !== 'proposal') return `run ${completion} proposes nothing`;
      const [theirs, ours] = [canonicalText(notification.result), canonicalText(said.result)];
      if (theirs !== ours) return `the journal holds the result ${theirs}, the closure came to ${ours}`;
    }
    this.#attempt.notify(notification);
    await this.#engine.settle();
    return undefined;
  }
}

/** Times are those of the server's clock, which does not exist here. */
function timeless(command: Command): Command {
  if (command.type === 'Sleep') return { ...command, wakeUpMs: 0 };
  return command.type === 'OneWayCall' && command.invokeAtMs !== undefined ? { ...command, invokeAtMs: 0 } : command;
}

function inWords(message: AttemptMessage): string {
  return message.type === 'command' ? message.command.type : message.type;
}
