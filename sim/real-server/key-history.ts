import type { Command } from '../journal/command.ts';
import type { StoredInvocation } from './journals.ts';

/** A moment before which a row cannot have been stored. */
export interface RowFloor {
  readonly id: string;
  /** Index of the row in its journal. */
  readonly index: number;
  readonly atMs: number;
}

/**
 * The order in which exclusive handlers of one key had its lock. Clocks show it only roughly. What each of them read
 * shows it exactly: it is what the one before wrote.
 * @param roughly the handlers in the order of their times
 */
export function lockOrder(roughly: readonly StoredInvocation[]): readonly StoredInvocation[] {
  const left = [...roughly];
  const order: StoredInvocation[] = [];
  const state: State = new Map();
  while (left.length > 0) {
    const fitting = left.findIndex((invocation) => couldRun(invocation, state));
    const [next] = left.splice(Math.max(0, fitting), 1);
    if (next === undefined) break;
    for (const { command } of commandsOf(next)) write(command, state);
    order.push(next);
  }
  return order;
}

/**
 * A handler that read a value was there before the next write: the write came later than the handler, whatever the clock
 * that stamped it says.
 * @param writers exclusive handlers of one key, in the order in which they had its lock
 * @param readers shared handlers of it
 * @param createdAt when an invocation was created, no sooner than its request was made
 */
export function writesAfterReads(
  writers: readonly StoredInvocation[],
  readers: readonly StoredInvocation[],
  createdAt: (id: string) => number,
): readonly RowFloor[] {
  const versions = versionsOf(writers);
  return readers.flatMap(({ id, journal }) =>
    journal.flatMap((row): readonly RowFloor[] => {
      if (row.kind !== 'command' || row.command.type !== 'GetEagerState') return [];
      const written = versions.get(row.command.key) ?? [];
      const read = textOf(row.command.value);
      // The last one that it may have been; before all of them, nothing was there.
      const seen = written.findLastIndex(({ text, atMs }) => text === read && atMs <= row.appendedAtMs);
      const next = written[seen + 1];
      if (next === undefined || (seen < 0 && read !== undefined)) return [];
      return [{ id: next.id, index: next.index, atMs: createdAt(id) }];
    }),
  );
}

type State = Map<string, string>;

interface Version {
  readonly id: string;
  readonly index: number;
  readonly text: string | undefined;
  readonly atMs: number;
}

/** Name -> what was written to it, one after the other. */
function versionsOf(writers: readonly StoredInvocation[]): ReadonlyMap<string, readonly Version[]> {
  const versions = new Map<string, Version[]>();
  for (const writer of writers) {
    for (const { command, index, atMs } of commandsOf(writer)) {
      if (command.type !== 'SetState' && command.type !== 'ClearState') continue;
      const text = command.type === 'SetState' ? textOf(command.value) : undefined;
      const list = versions.get(command.key) ?? [];
      versions.set(command.key, list);
      list.push({ id: writer.id, index, text, atMs });
    }
  }
  return versions;
}

function couldRun(invocation: StoredInvocation, state: State): boolean {
  const own: State = new Map(state);
  for (const { command } of commandsOf(invocation)) {
    if (command.type === 'GetEagerState' && textOf(command.value) !== own.get(command.key)) return false;
    write(command, own);
  }
  return true;
}

function write(command: Command, state: State): void {
  if (command.type === 'SetState') state.set(command.key, textOf(command.value) ?? '');
  if (command.type === 'ClearState') state.delete(command.key);
  if (command.type === 'ClearAllState') state.clear();
}

function* commandsOf({
  journal,
}: StoredInvocation): Generator<{ readonly command: Command; readonly index: number; readonly atMs: number }> {
  for (const [index, row] of journal.entries()) {
    if (row.kind === 'command') yield { command: row.command, index, atMs: row.appendedAtMs };
  }
}

function textOf(value: Uint8Array | undefined): string | undefined {
  return value === undefined ? undefined : Buffer.from(value).toString('latin1');
}
