import type { Footprint } from '../../core/footprint.ts';
import type { Command } from '../../journal/command.ts';
import type { AttemptStream } from '../attempt-stream.ts';
import type { JournalKeeper } from '../journal-keeper.ts';
import type { Timers } from '../timers.ts';
import type { World } from '../world.ts';

type Sleep = Extract<Command, { type: 'Sleep' }>;

/** Sleeps: timers of the invocation's partition. */
export class SleepCommands {
  readonly #world: Pick<World, 'trace'>;
  readonly #timers: Pick<Timers, 'arm'>;
  readonly #journals: Pick<JournalKeeper, 'appendCompletion'>;

  constructor(
    world: Pick<World, 'trace'>,
    timers: Pick<Timers, 'arm'>,
    journals: Pick<JournalKeeper, 'appendCompletion'>,
  ) {
    this.#world = world;
    this.#timers = timers;
    this.#journals = journals;
  }

  footprint({ invocation }: AttemptStream): Footprint {
    return { reads: ['clock'], writes: [invocation.journalResource, 'timer'] };
  }

  apply({ invocation }: AttemptStream, entry: number, { wakeUpMs, completion }: Sleep): void {
    const { address, partition } = invocation.origin;
    this.#timers.arm({
      atMs: wakeUpMs,
      partition,
      address: `${address}/${entry}`,
      owner: address,
      rank: completion,
      footprint: () => invocation.ownFootprint,
      fire: () => {
        this.#world.trace.add({ type: 'timer fired', invocation: address, completion });
        this.#journals.appendCompletion(invocation, 'Sleep', completion, 'empty');
      },
    });
  }
}
