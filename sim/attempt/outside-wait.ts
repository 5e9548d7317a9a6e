import type { Command } from '../journal/command.ts';
import { describeCommand } from '../journal/replay.ts';
import type { OutsideCall } from './attempt.ts';
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

/** @returns whether the world ends a wait of this attempt; it does not where an allowed call is in flight, timers or not */
export function isEndedByTheWorld({ knownWaits, outsideCall }: Ledger): boolean {
  return knownWaits > 0 && outsideCall === undefined;
}

/** @returns the allowed call of an attempt that is in flight */
export function outsideCallOf({ isTimed, outsideCall }: Ledger): OutsideCall | undefined {
  return outsideCall === undefined ? undefined : { what: outsideCall, isTimed };
}
