import { invariant } from '../core/errors.ts';
import { itemAt } from '../core/item-at.ts';
import type { BoundService } from '../attempt/definition.ts';
import { NOTHING } from '../core/footprint.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { Target } from '../journal/command.ts';
import type { Notification } from '../journal/notification.ts';
import type { Outcome } from '../journal/outcome.ts';
import type { Happening, TraceEvent } from '../trace/event.ts';
import { causalTimes, runName, type CausalTimes } from './causal-times.ts';
import { OPERATION_HEADER } from './attempt-tap.ts';
import type { StoredInvocation } from './journals.ts';
import type { Seen } from './outside.ts';

/** An event, and what the outside world looks like from then on. */
export interface Observed {
  readonly event: TraceEvent;
  readonly effects: ReadonlyMap<string, unknown> | undefined;
}

/**
 * Makes a trace of what could be observed of a run on a real server: requests, answers and effects as they happened in this
 * process, invocations and journals from the tables of the server. What only the server knows (locks, queues, attempts) is
 * missing.
 * @param answeredBy operation -> id of the invocation that it was answered by
 */
export function observe(
  seen: readonly Seen[],
  invocations: readonly StoredInvocation[],
  services: ReadonlyMap<string, BoundService>,
  answeredBy: ReadonlyMap<string, string>,
): readonly Observed[] {
  const addresses = addressesOf(invocations, answeredBy);
  const all: Seen[] = seen.flatMap((each) => [...found(each, addresses, answeredBy), named(each, addresses)]);
  const times = causalTimes(invocations, services, requestTimes(seen, addresses), effectTimes(seen));
  for (const invocation of invocations)
    all.push(...eventsOf(invocation, times.get(invocation.id), services, addresses));
  return all
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ happening, atMs, effects }, seq) => ({ event: { ...happening, seq, atMs, footprint: NOTHING }, effects }));
}

/** A request that gets its response from an invocation of another operation has found that invocation. */
function found(
  { atMs, happening }: Seen,
  addresses: ReadonlyMap<string, string>,
  answeredBy: ReadonlyMap<string, string>,
): readonly Seen[] {
  if (happening.type !== 'answer') return [];
  const by = happening.operation;
  const invocation = addresses.get(answeredBy.get(by) ?? '');
  if (invocation === undefined || invocation === by) return [];
  return [{ atMs, happening: { type: 'invocation found', invocation, by, how: 'completed' } }];
}

/** An effect with the address of the invocation that called it. */
function named(seen: Seen, addresses: ReadonlyMap<string, string>): Seen {
  const { happening, by } = seen;
  const invocation = addresses.get(by?.id ?? '');
  if (invocation === undefined || (happening.type !== 'effect began' && happening.type !== 'effect happened'))
    return seen;
  return { ...seen, happening: { ...happening, invocation, run: by?.entry } };
}

/** Entry of a ctx.run -> when the last of its effects was over. */
function effectTimes(seen: readonly Seen[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { atMs, by } of seen) if (by !== undefined) times.set(runName(by.id, by.entry), atMs);
  return times;
}

/** Invocation id -> when its request was made. */
function requestTimes(seen: readonly Seen[], addresses: ReadonlyMap<string, string>): ReadonlyMap<string, number> {
  const asked = new Map<string, number>();
  for (const { atMs, happening } of seen) if (happening.type === 'operation') asked.set(happening.operation, atMs);
  return new Map([...addresses].map(([id, operation]) => [id, asked.get(operation) ?? 0] as const));
}

function eventsOf(
  { id, target, by, journal, failure, hasSucceeded }: StoredInvocation,
  times: CausalTimes | undefined,
  services: ReadonlyMap<string, BoundService>,
  addresses: ReadonlyMap<string, string>,
): readonly Seen[] {
  const invocation = addresses.get(id) ?? id;
  const kind = services.get(target.service)?.handlers.get(target.handler)?.kind ?? 'SERVICE';
  invariant(times !== undefined, () => `The times of the invocation ${id} were not read.`);
  const { createdAtMs, appendedAtMs, completedAtMs } = times;
  const rows: Seen[] = [];
  const add = (atMs: number, happening: Happening): void => void rows.push({ atMs, happening });
  const created = { invocation, id, target, kind, by: by === undefined ? undefined : (addresses.get(by) ?? by) };
  add(createdAtMs, { type: 'invocation created', ...created, scheduledForMs: undefined });
  let entry = 0;
  for (const [index, row] of journal.entries()) {
    const atMs = itemAt(appendedAtMs, index);
    if (row.kind === 'command') {
      // The input is there from the beginning.
      if (entry > 0) {
        const { command } = row;
        add(atMs, { type: 'appended', invocation, attempt: 1, entry, index, command });
      }
      entry++;
    } else {
      const completed = promiseCompletedBy(row.notification, journal, target);
      if (completed !== undefined) add(atMs, completed);
      add(atMs, { type: 'notified', invocation, index, notification: row.notification });
    }
  }
  const result = resultOf(journal, hasSucceeded, failure);
  if (completedAtMs !== undefined && result !== undefined) {
    if (failure === KILLED) add(completedAtMs, { type: 'killed', invocation, by: 'an operator' });
    add(completedAtMs, { type: 'completed', invocation, result });
  }
  return rows;
}

/** The failure of a killed invocation in the server's table. */
const KILLED = '[409] killed';

/** The answer to who completed a durable promise says whether it did. */
function promiseCompletedBy(
  notification: Notification,
  journal: readonly JournalEntry[],
  { service, key }: Target,
): Happening | undefined {
  if (notification.type !== 'completion' || notification.of !== 'CompletePromise') return undefined;
  if (notification.result !== 'empty' && 'failure' in notification.result) return undefined;
  for (const row of journal) {
    if (row.kind !== 'command' || row.command.type !== 'CompletePromise') continue;
    const { completion, key: name, result } = row.command;
    if (completion === notification.completion) {
      return { type: 'promise completed', key: `${service}/${key ?? ''}`, name, result };
    }
  }
  return undefined;
}

/** Undefined where the journal, which holds the answer, was not kept. */
function resultOf(
  journal: readonly JournalEntry[],
  hasSucceeded: boolean,
  failure: string | undefined,
): Outcome | undefined {
  const output = journal.findLast((row) => row.kind === 'command' && row.command.type === 'Output');
  if (output?.kind === 'command' && output.command.type === 'Output') return output.command.result;
  if (hasSucceeded) return undefined;
  const [, code = '500', message = ''] = /^\[(\d+)\] (.*)$/s.exec(failure ?? '') ?? [];
  return { failure: { code: Number(code), message } };
}

/** Addresses as the simulator gives them: the operation, then the entry of each call on the way. */
export function addressesOf(
  invocations: readonly StoredInvocation[],
  answeredBy: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const addresses = new Map([...answeredBy].map(([operation, id]) => [id, operation] as const).toReversed());
  for (const { id, journal } of invocations) {
    // The request itself says whose it was, also to who did not wait for the answer.
    const operation = operationOf(journal);
    if (operation !== undefined) addresses.set(id, operation);
  }
  const byId = new Map(invocations.map((invocation) => [invocation.id, invocation]));
  const addressOf = (id: string): string => {
    const known = addresses.get(id);
    if (known !== undefined) return known;
    const parent = byId.get(byId.get(id)?.by ?? '');
    const entry = parent === undefined ? undefined : entryThatCalled(parent.journal, id);
    const address = parent === undefined || entry === undefined ? id : `${addressOf(parent.id)}/${entry}`;
    addresses.set(id, address);
    return address;
  };
  for (const { id } of invocations) addressOf(id);
  return addresses;
}

function operationOf([first]: readonly JournalEntry[]): string | undefined {
  if (first?.kind !== 'command' || first.command.type !== 'Input') return undefined;
  return first.command.headers.find(({ key }) => key === OPERATION_HEADER)?.value;
}

function entryThatCalled(journal: readonly JournalEntry[], id: string): number | undefined {
  const reported = journal.find(
    (row) =>
      row.kind === 'notification' &&
      row.notification.result !== 'empty' &&
      'invocationId' in row.notification.result &&
      row.notification.result.invocationId === id,
  );
  if (reported?.kind !== 'notification' || reported.notification.type !== 'completion') return undefined;
  const { completion } = reported.notification;
  const commands = journal.filter((row) => row.kind === 'command');
  const at = commands.findIndex(
    ({ command }) => 'invocationIdCompletion' in command && command.invocationIdCompletion === completion,
  );
  return at < 0 ? undefined : at;
}
