import type { Command } from '../journal/command.ts';
import { describeCommand } from '../journal/replay.ts';
import type { BoundHandler } from './definition.ts';
import type { Ledger } from './scope.ts';

/**
 * Records, once per attempt, that a handler waits for something that the engine does not know.
 * @param latest its latest command, if there is one
 */
export function noteOutsideWait(ledger: Ledger, { service, name }: BoundHandler, latest: Command | undefined): void {
  if (!ledger.isFirst('real-io')) return;
  const after = latest === undefined ? 'its start' : describeCommand(latest);
  const text =
    `${service}/${name} waits after ${after} for something that is neither its context, a timer nor an effect: real ` +
    'input or output, or a promise that never settles.';
  ledger.remark({ type: 'outside-wait', text });
}
