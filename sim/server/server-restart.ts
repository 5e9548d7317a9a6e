import type { Cleaner } from './cleaner.ts';
import type { Invocation, InvocationStatus } from './invocation.ts';
import type { Invoker } from './invoker.ts';
import type { Slots } from './versions/slots.ts';

/** What a restart of the server affects. */
export interface RestartPorts {
  readonly invocations: ReadonlyMap<string, Invocation>;
  readonly invoker: Pick<Invoker, 'ready' | 'release'>;
  readonly slots: Pick<Slots, 'restarted' | 'waits'>;
  readonly cleaner: Pick<Cleaner, 'restarted'>;
}

/**
 * The server is killed (`kill -9`) and starts again, in one step. The connections of waiting clients break, without a
 * response; code that runs goes on as a zombie. Invocations that run, wait for a retry or are about to start get a new
 * attempt at once, with a fresh retry budget. Timers, inboxes, queued retries, messages in flight and suspended or paused invocations are
 * as they were; a request for a pause is forgotten. Slots of scopes go to those that waited for one before; what held them stands in
 * line again.
 */
export function restartServer({ invocations, invoker, slots, cleaner }: RestartPorts): void {
  const all = [...invocations.values()].toSorted((a, b) => (a.address < b.address ? -1 : 1));
  for (const invocation of all) {
    disconnectClients(invocation);
    invocation.keptReport = undefined;
  }
  const active = all.filter((one) => IN_MEMORY.has(one.status) && one.queuedUntilMs === undefined && !slots.waits(one));
  slots.restarted(active);
  for (const invocation of active) invoker.release(invocation, 'server restart');
  for (const invocation of active) {
    invocation.pauseRequested = false;
    invoker.ready(invocation);
  }
  cleaner.restarted();
}

/** Statuses that only the memory of the invoker knows; they are not stored. */
const IN_MEMORY: ReadonlySet<InvocationStatus> = new Set(['ready', 'running', 'backing-off']);

function disconnectClients(invocation: Invocation): void {
  const waiters = invocation.waiters;
  invocation.waiters = waiters.filter(({ kind }) => kind !== 'ingress');
  for (const waiter of waiters) if (waiter.kind === 'ingress') waiter.disconnect();
}
