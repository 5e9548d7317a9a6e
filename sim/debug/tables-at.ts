import { targetName } from '../core/target-name.ts';
import { virtualTime } from '../core/virtual-time.ts';
import { EPOCH_MS } from '../core/clock.ts';
import type { InvocationThen, JournalRow, World } from '../../reports/data/world.ts';
import type { SourceLines } from '../trace/source-lines.ts';
import { payloadText } from '../trace/words/payload-text.ts';
import type { JournalAt, JournalRowAt, KeyState, WaitingAt } from './answers.ts';

/** Characters of a value that are shown, at most. */
const MAX_VALUE_LENGTH = 600;

/** @returns the state of each key that has any, or whose lock is held */
export function keysAt(world: World): readonly KeyState[] {
  const keys = new Set([...world.state.keys(), ...world.holders.keys()]);
  return [...keys].toSorted(byName).flatMap((key) => {
    const values = [...(world.state.get(key) ?? [])].toSorted(([a], [b]) => byName(a, b));
    const holder = world.holders.get(key);
    if (values.length === 0 && holder === undefined) return [];
    return {
      key,
      values: values.map(([name, value]) => ({ name, value: payloadText(value, MAX_VALUE_LENGTH) })),
      ...(holder !== undefined && { holder }),
    };
  });
}

/** @returns the journals of a world, with the rows that come later in the run */
export function journalsAt(world: World, end: World, lines: SourceLines): readonly JournalAt[] {
  return [...world.invocations.values()].map((own) => {
    const rows = own.journal.map((row) => rowOf(own, row, lines));
    const later = (end.invocations.get(own.invocation)?.journal ?? []).slice(own.journal.length);
    return {
      invocation: own.invocation,
      target: targetName(own.target),
      status: own.status,
      attempt: own.attempt,
      replayed: own.replayed,
      cursor: own.journal.length,
      rows: [...rows, ...later.map((row): JournalRowAt => ({ ...rowOf(own, row, lines), later: true }))],
    };
  });
}

function rowOf({ invocation }: InvocationThen, row: JournalRow, lines: SourceLines): JournalRowAt {
  const { index, entry, attempt, label, result } = row;
  const line = entry === undefined ? undefined : lines.ofEntry(invocation, entry, attempt);
  return {
    index,
    ...(entry !== undefined && { entry }),
    what: label,
    ...(result !== undefined && { result }),
    ...(line !== undefined && { line }),
  };
}

/** @returns locks that are held or waited for, and timers in the order in which they are due */
export function waitingAt(world: World): WaitingAt {
  const keys = new Set([...world.holders.keys(), ...world.queues.keys()]);
  const locks = [...keys].toSorted(byName).flatMap((key) => {
    const holder = world.holders.get(key);
    const queue = [...(world.queues.get(key) ?? [])];
    return holder === undefined && queue.length === 0 ? [] : { key, ...(holder !== undefined && { holder }), queue };
  });
  const timers = world.pending.map(({ what, dueMs }) => ({ what, dueMs: dueMs - EPOCH_MS, due: virtualTime(dueMs) }));
  return { locks, timers };
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
