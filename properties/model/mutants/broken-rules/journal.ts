import { CANCEL_SIGNAL, type Notification } from '../../../../sim/journal/notification.ts';
import type { Invocation } from '../../../../sim/server/invocation.ts';
import type { Server } from '../../../../sim/server/server.ts';
import type { Mutants } from '../mutant.ts';

function runExecutedAgain({ attempts }: Server): void {
  const start = attempts.start.bind(attempts);
  attempts.start = (invocation) => {
    const { journal } = invocation;
    const kept = journal.filter((entry) => entry.kind === 'command' || !isRunResult(entry.notification));
    if (kept.length < journal.length) journal.splice(0, journal.length, ...kept);
    start(invocation);
  };
}

function tailLost({ failures }: Server): void {
  const attemptFailed = failures.attemptFailed.bind(failures);
  failures.attemptFailed = (stream, error) => {
    const { invocation } = stream;
    // The input stays.
    if (invocation.journal.length > 1 && invocation.journal.pop()?.kind === 'command') invocation.commands--;
    attemptFailed(stream, error);
  };
}

function signalStoredTwice({ journals }: Server): void {
  const append = journals.appendNotification.bind(journals);
  journals.appendNotification = (invocation, notification) => {
    append(invocation, notification);
    if (notification.type === 'signal') append(invocation, notification);
  };
}

function suspendedNeverWoken({ journals }: Server): void {
  journals.wakes = () => false;
}

function arrivalsWhileSuspendingMissed({ invoker }: Server): void {
  invoker.alreadyArrived = () => false;
}

function pausedWokenByAnything({ journals, invoker }: Server): void {
  const append = journals.appendNotification.bind(journals);
  journals.appendNotification = (invocation, notification) => {
    append(invocation, notification);
    if (invocation.status === 'paused') invoker.resume(invocation, 'anything arrived');
  };
}

function cancelLeavesPaused({ journals }: Server): void {
  const append = journals.appendNotification.bind(journals);
  journals.appendNotification = (invocation, notification) => {
    const wasPaused = invocation.status === 'paused';
    // Paused invocations have no attempt, so this one is stored and nothing else.
    if (wasPaused && isCancel(notification)) invocation.status = 'running';
    append(invocation, notification);
    if (wasPaused && isCancel(notification)) invocation.status = 'paused';
  };
}

function answerToAnotherCall(server: Server): void {
  const { responder, invocations } = server;
  const respond = responder.respond.bind(responder);
  responder.respond = (invocation, waiter, result) => {
    const caller = waiter.kind === 'invocation' ? invocations.get(waiter.invocation) : undefined;
    if (waiter.kind !== 'invocation' || waiter.of !== 'Call' || caller === undefined)
      respond(invocation, waiter, result);
    else respond(invocation, { ...waiter, completion: oldestOpenCall(caller) ?? waiter.completion }, result);
  };
}

function oldestOpenCall({ journal }: Invocation): number | undefined {
  const answered = new Set<number>();
  for (const entry of journal) {
    if (entry.kind === 'notification' && entry.notification.type === 'completion') {
      answered.add(entry.notification.completion);
    }
  }
  for (const entry of journal) {
    if (entry.kind !== 'command' || entry.command.type !== 'Call') continue;
    if (!answered.has(entry.command.completion)) return entry.command.completion;
  }
  return undefined;
}

function onlyLastWaiterNotified({ responder }: Server): void {
  const wait = responder.await.bind(responder);
  responder.await = (invocation, waiter) => {
    invocation.waiters = [];
    wait(invocation, waiter);
  };
}

function neverSuspended({ timeouts }: Server): void {
  timeouts.inactivityMs = () => 1e12;
}

function isRunResult(notification: Notification): boolean {
  return notification.type === 'completion' && notification.of === 'Run';
}

function isCancel(notification: Notification): boolean {
  return (
    notification.type === 'signal' && 'index' in notification.signal && notification.signal.index === CANCEL_SIGNAL
  );
}

/** Sections 4, 7 and 12: what is stored, and who is woken by it. */
export const journalMutants: Mutants = {
  'a run whose result is stored is executed again': runExecutedAgain,
  'a failed attempt loses the last entry': tailLost,
  'a signal is stored twice': signalStoredTwice,
  'a suspended invocation is never woken': suspendedNeverWoken,
  'what arrives while an attempt suspends is missed': arrivalsWhileSuspendingMissed,
  'anything wakes a paused invocation': pausedWokenByAnything,
  'a cancel leaves a paused invocation paused': cancelLeavesPaused,
  'an answer goes to the oldest call of the caller': answerToAnotherCall,
  'only the last of several waiters is notified': onlyLastWaiterNotified,
  'nothing is ever suspended': neverSuspended,
};
