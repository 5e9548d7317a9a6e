import type { Invocation, InvocationStatus } from './invocation.ts';
import type { Server } from './server.ts';

/**
 * The server is killed (`kill -9`) and comes up again, in one step. Clients that wait see a broken connection and are
 * told nothing; code that runs goes on as a zombie. What runs, waits for a retry or is about to start is taken up from
 * its journal at once, with a fresh retry budget. Timers, inboxes, messages on their way and suspended or paused
 * invocations are as they were; a request for a pause is forgotten.
 */
export function restart(server: Server): void {
  const all = [...server.invocations.values()].toSorted((a, b) => (a.address < b.address ? -1 : 1));
  for (const invocation of all) disconnectClients(invocation);
  const active = all.filter(({ status }) => IN_MEMORY.has(status));
  for (const invocation of active) {
    server.invoker.release(invocation, 'server restart');
    invocation.pauseRequested = false;
    server.invoker.ready(invocation);
  }
  server.cleaner.restarted();
}

/** The invoker's own view of invoked invocations, which is not stored. */
const IN_MEMORY: ReadonlySet<InvocationStatus> = new Set(['ready', 'running', 'backing-off']);

function disconnectClients(invocation: Invocation): void {
  const waiters = invocation.waiters;
  invocation.waiters = waiters.filter(({ kind }) => kind !== 'ingress');
  for (const waiter of waiters) if (waiter.kind === 'ingress') waiter.disconnect();
}
