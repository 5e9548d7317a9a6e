import type { Footprint } from '../../core/footprint.ts';
import type { Command } from '../../journal/command.ts';
import type { AttemptStream } from '../attempt-stream.ts';
import type { Sleeps } from '../sleeps.ts';

type Sleep = Extract<Command, { type: 'Sleep' }>;

/** Sleeps: timers of the invocation's partition. */
export class SleepCommands {
  readonly #sleeps: Pick<Sleeps, 'begin'>;

  constructor(sleeps: Pick<Sleeps, 'begin'>) {
    this.#sleeps = sleeps;
  }

  footprint({ invocation }: AttemptStream): Footprint {
    return { reads: ['clock'], writes: [invocation.journalResource, 'timer'] };
  }

  apply({ invocation }: AttemptStream, entry: number, { wakeUpMs, completion }: Sleep): void {
    this.#sleeps.begin(invocation, entry, wakeUpMs, completion);
  }
}
