import { invariant } from '../../core/errors.ts';
import type { Command } from '../../journal/command.ts';
import type { JournalEntry } from '../../journal/entry.ts';
import type { Results } from './results.ts';

/** The commands that an attempt replays, without the input, taken one by one. */
export class Recording {
  readonly #commands: Command[] = [];
  #next = 0;

  /** @param results receives the recorded notifications, in order */
  constructor(journal: readonly JournalEntry[], knownEntries: number, results: Results) {
    for (let i = 1; i < knownEntries; i++) {
      const entry = journal[i];
      if (entry === undefined) break;
      if (entry.kind === 'command') this.#commands.push(entry.command);
      else results.arrive(entry.notification);
    }
  }

  get isExhausted(): boolean {
    return this.#next >= this.#commands.length;
  }

  next(): Command {
    const command = this.peek();
    this.#next++;
    return command;
  }

  peek(): Command {
    const command = this.#commands[this.#next];
    invariant(command !== undefined, () => 'A replay ran past the recorded commands.');
    return command;
  }
}
