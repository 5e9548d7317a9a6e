import { valueFor } from '../core/value-for.ts';
import type { BoundService } from '../attempt/definition.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { StoredInvocation } from './journals.ts';
import { lockOrder, writesAfterReads } from './key-history.ts';

/** When an invocation was created, its rows were appended, and it completed, in ms; never before the cause of each. */
export interface CausalTimes {
  readonly createdAtMs: number;
  readonly appendedAtMs: readonly number[];
  readonly completedAtMs: number | undefined;
}

/**
 * The server stamps its rows with clocks that may lag a few ms. Moves each row to a time that is not before its cause: the
 * request, the entry that called it, the row before it, and on one key the end of the previous exclusive handler and the
 * handlers that read the previous value.
 * @param notBefore invocation id -> the moment at which its request was made
 * @param ran invocation id and entry of a ctx.run -> the moment at which its effects had happened
 */
export function causalTimes(
  invocations: readonly StoredInvocation[],
  services: ReadonlyMap<string, BoundService>,
  notBefore: ReadonlyMap<string, number>,
  ran: ReadonlyMap<string, number>,
): ReadonlyMap<string, CausalTimes> {
  const floors = new Map(notBefore);
  /** Invocation -> the end of the one that held the lock before. */
  const starts = new Map<string, number>();
  /** Row -> the earliest time at which it can have been stored. */
  const rows = new Map<string, number>();
  const calls = callsOf(invocations);
  const keys = keysOf(invocations, services);
  const times = new Map<string, CausalTimes>();
  const createdAt = (id: string): number => valueFor(times, id).createdAtMs;
  // Moving one row may move others in turn; chains of waiting invocations are not longer than this.
  for (let round = 0; round < ROUNDS; round++) {
    for (const invocation of invocations) {
      const { id } = invocation;
      times.set(id, lifted(invocation, floors.get(id) ?? 0, starts.get(id) ?? 0, ran, rows));
    }
    for (const invocation of invocations) {
      const called = times.get(invocation.by ?? '')?.appendedAtMs[calls.get(invocation.id) ?? -1];
      if (called !== undefined) lift(floors, invocation.id, called);
    }
    for (const key of keys) {
      const roughly = key.exclusive.toSorted(
        (a, b) => endOf(a) - endOf(b) || startOf(times.get(a.id)) - startOf(times.get(b.id)),
      );
      const inOrder = lockOrder(roughly);
      let before = 0;
      for (const { id } of inOrder) {
        if (startOf(times.get(id)) <= before) lift(starts, id, before);
        before = Math.max(before, times.get(id)?.completedAtMs ?? 0);
      }
      for (const { id, index, atMs } of writesAfterReads(inOrder, key.shared, createdAt))
        lift(rows, rowName(id, index), atMs);
    }
  }
  return times;
}

const ROUNDS = 4;

/** Between a cause and what follows from it: far less than anything takes for real. */
const TICK_MS = 0.001;

function lifted(
  { id, createdAtMs, completedAtMs, journal }: StoredInvocation,
  floor: number,
  start: number,
  ran: ReadonlyMap<string, number>,
  rows: ReadonlyMap<string, number>,
): CausalTimes {
  let now = Math.max(createdAtMs, floor + TICK_MS);
  const created = now;
  const appendedAtMs = journal.map((row, index) => {
    const entry = entryOfResult(row, journal);
    const effect = entry === undefined ? 0 : (ran.get(runName(id, entry)) ?? 0);
    const floor = Math.max(effect, rows.get(rowName(id, index)) ?? 0, index === 0 ? 0 : start);
    now = Math.max(now + TICK_MS, row.appendedAtMs, floor + TICK_MS);
    return now;
  });
  return {
    createdAtMs: created,
    appendedAtMs,
    completedAtMs: completedAtMs === undefined ? undefined : Math.max(now + TICK_MS, completedAtMs),
  };
}

/** An invocation may have waited: it began when its first command was stored. */
function startOf(times: CausalTimes | undefined): number {
  return times?.appendedAtMs[1] ?? times?.completedAtMs ?? 0;
}

/** The invocation that ends first had the lock first. */
function endOf({ completedAtMs = Infinity }: StoredInvocation): number {
  return completedAtMs;
}

function lift(floors: Map<string, number>, id: string, atMs: number): void {
  floors.set(id, Math.max(floors.get(id) ?? 0, atMs));
}

/** The handlers of one key that have run. */
interface Key {
  readonly exclusive: StoredInvocation[];
  readonly shared: StoredInvocation[];
}

function keysOf(invocations: readonly StoredInvocation[], services: ReadonlyMap<string, BoundService>): readonly Key[] {
  const keys = new Map<string, Key>();
  for (const invocation of invocations) {
    const { service, key, handler } = invocation.target;
    if (key === undefined) continue;
    const name = JSON.stringify([service, key]);
    const known = keys.get(name) ?? { exclusive: [], shared: [] };
    keys.set(name, known);
    const isExclusive = services.get(service)?.handlers.get(handler)?.kind === 'EXCLUSIVE';
    (isExclusive ? known.exclusive : known.shared).push(invocation);
  }
  return [...keys.values()];
}

function rowName(id: string, index: number): string {
  return `${id} row ${index}`;
}

/** Invocation -> the row of its caller's journal that called it. */
function callsOf(invocations: readonly StoredInvocation[]): ReadonlyMap<string, number> {
  const calls = new Map<string, number>();
  for (const { journal } of invocations) {
    for (const row of journal) {
      if (row.kind !== 'notification' || row.notification.type !== 'completion') continue;
      const { result, completion } = row.notification;
      if (result === 'empty' || !('invocationId' in result)) continue;
      const at = journal.findIndex(
        (each) =>
          each.kind === 'command' &&
          'invocationIdCompletion' in each.command &&
          each.command.invocationIdCompletion === completion,
      );
      calls.set(result.invocationId, at);
    }
  }
  return calls;
}

/** Names an entry of a journal. */
export function runName(id: string, entry: number): string {
  return `${id} ${entry}`;
}

/** The entry whose result a row is; undefined for all but results of ctx.run. */
function entryOfResult(row: JournalEntry, journal: readonly JournalEntry[]): number | undefined {
  if (row.kind !== 'notification' || row.notification.type !== 'completion' || row.notification.of !== 'Run')
    return undefined;
  const { completion } = row.notification;
  const commands = journal.filter((each) => each.kind === 'command');
  const at = commands.findIndex(({ command }) => command.type === 'Run' && command.completion === completion);
  return at < 0 ? undefined : at;
}
