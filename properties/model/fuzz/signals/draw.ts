import { KeyedRandom } from '../../../../sim/core/random.ts';
import { itemAt } from '../../../../sim/core/item-at.ts';
import type { Command } from './commands.ts';
import type { Trial } from './trial.ts';

/** @returns the trial of a seed with this number: each command has its turn, the moments are drawn */
export function drawn(commands: readonly Command[], seed: number, place: number): Trial {
  const random = new KeyedRandom(seed);
  const unit = (what: string): number => random.unit(what, String(place));
  const command = itemAt(commands, place % commands.length);
  return {
    command,
    signal: unit('signal') < 0.5 ? 'SIGINT' : 'SIGTERM',
    afterMs: Math.round(unit('moment') * command.withinMs),
    twice: unit('twice') < 0.2,
  };
}
