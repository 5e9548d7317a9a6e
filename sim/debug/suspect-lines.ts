import { under } from '../core/address.ts';
import type { ShownFault } from '../search/record/fault.ts';
import type { WatchedRun } from './watched-run.ts';

/** A line of user code that a finding leads to, the most likely first. */
export interface SuspectLine {
  /** `src/bank.ts:31`, relative to the working directory. */
  readonly line: string;
  /** How the finding leads to it. */
  readonly why: string;
}

/**
 * @param fault one of the faults of the run
 * @returns the lines that its events, its faults and its last writes lead to
 */
export function suspectLines(run: WatchedRun, fault: ShownFault): readonly SuspectLine[] {
  const found = new Map<string, string>();
  const add = (line: string | undefined, why: string): void => {
    if (line !== undefined && !found.has(line)) found.set(line, why);
  };
  // What makes a replay differ is often no entry of the journal.
  for (const event of run.result.events) {
    const place = event.type === 'remark' && event.what.startsWith('ambient') ? AT.exec(event.text)?.[1] : undefined;
    add(place, 'it uses what a replay does not repeat');
  }
  const shown = new Set(fault.events);
  for (const event of run.result.events.toReversed()) {
    if (!shown.has(event.seq)) continue;
    add(run.lines.of(event), 'the event that shows the breach');
    add(run.lines.ofStored(event), 'it stored what the replay differs from');
  }
  for (const { id, troubles } of run.plan.operations) {
    for (const trouble of troubles) {
      if (!('entry' in trouble)) continue;
      const invocation = under(id, trouble.path);
      add(run.lines.ofEntry(invocation, trouble.entry), `a ${trouble.kind} is injected at it`);
      add(run.lines.ofEntry(invocation, trouble.entry + 1), `the entry after a ${trouble.kind}`);
    }
  }
  const isOwn = (invocation: string): boolean =>
    fault.handler === undefined || handlers.get(invocation) === fault.handler;
  const handlers = handlersOf(run);
  for (const event of run.events.toReversed()) {
    if (event.type === 'effect happened' && event.invocation !== undefined) {
      add(run.lines.of(event), `the effect ${event.effect} happens`);
    }
    if (event.type !== 'appended' || !isOwn(event.invocation)) continue;
    if (WRITES.has(event.command.type)) add(run.lines.of(event), 'it writes state');
    else if (event.command.type !== 'Output') add(run.lines.of(event), 'it is part of the run');
  }
  return [...found].map(([line, why]) => ({ line, why }));
}

/** A place without its column. */
const AT = /^(\S.*:\d+):\d+$/;

const WRITES: ReadonlySet<string> = new Set(['SetState', 'ClearState', 'ClearAllState']);

function handlersOf({ events }: WatchedRun): ReadonlyMap<string, string> {
  const handlers = new Map<string, string>();
  for (const event of events) {
    if (event.type === 'invocation created') {
      handlers.set(event.invocation, `${event.target.service}/${event.target.handler}`);
    }
  }
  return handlers;
}
