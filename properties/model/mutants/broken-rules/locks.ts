import type { InboxItem } from '../../../../sim/server/object-key.ts';
import type { Invocation } from '../../../../sim/server/invocation.ts';
import type { Server } from '../../../../sim/server/server.ts';
import { eachKey, loseLock, type Mutants } from '../mutant.ts';

function lockNotTaken(server: Server): void {
  eachKey(server, (key) => {
    key.locked = () => false;
  });
}

function lockLostOnSuspension(server: Server): void {
  const alreadyArrived = server.invoker.alreadyArrived.bind(server.invoker);
  server.invoker.alreadyArrived = (stream, awaited) => {
    loseLock(server, stream.invocation);
    return alreadyArrived(stream, awaited);
  };
}

function lockLostOnFailure(server: Server): void {
  const attemptFailed = server.failures.attemptFailed.bind(server.failures);
  server.failures.attemptFailed = (stream, error) => {
    attemptFailed(stream, error);
    if (stream.invocation.status === 'backing-off') loseLock(server, stream.invocation);
  };
}

function lockLostOnPause(server: Server): void {
  const pause = server.invoker.pause.bind(server.invoker);
  server.invoker.pause = (invocation, why) => {
    pause(invocation, why);
    loseLock(server, invocation);
  };
}

function lockLostOnCancel(server: Server): void {
  const cancel = server.termination.cancel.bind(server.termination);
  server.termination.cancel = (invocation, by) => {
    const taken = cancel(invocation, by);
    if (taken === 'signalled') loseLock(server, invocation);
    return taken;
  };
}

function lockKeptByKilled({ admission, termination }: Server): void {
  const killed = new Set<Invocation>();
  const kill = termination.kill.bind(termination);
  termination.kill = (invocation, by) => {
    killed.add(invocation);
    return kill(invocation, by);
  };
  const releaseLock = admission.releaseLock.bind(admission);
  admission.releaseLock = (key, invocation) => {
    if (!killed.has(invocation)) releaseLock(key, invocation);
  };
}

function inboxLastInFirstOut(server: Server): void {
  eachKey(server, (key) => {
    const dequeue = key.dequeue.bind(key);
    key.dequeue = () => {
      const items: InboxItem[] = [];
      for (let item = dequeue(); item !== undefined; item = dequeue()) items.push(item);
      const last = items.pop();
      for (const item of items) key.enqueue(item);
      return last;
    };
  });
}

function delayedGoesFirst(server: Server): void {
  const { admission } = server;
  const enter = admission.enter.bind(admission);
  admission.enter = (invocation) => {
    const { objectKey, executeAtMs } = invocation.origin;
    const ahead: InboxItem<Invocation>[] = [];
    const delayed = executeAtMs !== undefined && objectKey !== undefined && objectKey.locked();
    if (delayed) {
      for (let item = objectKey.dequeue(); item !== undefined; item = objectKey.dequeue()) ahead.push(item);
    }
    enter(invocation);
    for (const item of ahead) objectKey?.enqueue(item);
  };
}

function sharedWaitsForLock(server: Server): void {
  const { admission, world } = server;
  const enter = admission.enter.bind(admission);
  admission.enter = (invocation) => {
    const { objectKey, kind, address } = invocation.origin;
    if (objectKey === undefined || kind !== 'SHARED' || !objectKey.locked()) {
      enter(invocation);
      return;
    }
    invocation.status = 'inboxed';
    objectKey.enqueue(invocation);
    world.trace.add({
      type: 'queued',
      invocation: address,
      key: objectKey.name,
      ahead: objectKey.inbox.length - 1,
    });
  };
}

function mutationIgnoresLock({ admission }: Server): void {
  admission.mutate = (key, mutation) => admission.applyMutation(key, mutation);
}

/** Section 1: the lock of a key and its inbox. */
export const lockMutants: Mutants = {
  'the lock is not taken': lockNotTaken,
  'a suspended holder loses the lock': lockLostOnSuspension,
  'a holder that waits for its next attempt loses the lock': lockLostOnFailure,
  'a paused holder loses the lock': lockLostOnPause,
  'a cancelled holder loses the lock at once': lockLostOnCancel,
  'a killed holder keeps the lock': lockKeptByKilled,
  'the inbox is last in, first out': inboxLastInFirstOut,
  'a delayed send goes to the head of the inbox': delayedGoesFirst,
  'a shared handler waits for the lock': sharedWaitsForLock,
  'an operator replaces state in spite of the lock': mutationIgnoresLock,
};
