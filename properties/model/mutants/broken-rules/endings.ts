import { CANCEL_SIGNAL } from '../../../../sim/journal/notification.ts';
import type { Invocation } from '../../../../sim/server/invocation.ts';
import type { Server } from '../../../../sim/server/server.ts';
import type { Mutants } from '../mutant.ts';

function cancelSparesCalls({ signals }: Server): void {
  const send = signals.send.bind(signals);
  signals.send = (address, from, invocationId, signal, result) => {
    if ('index' in signal && signal.index === CANCEL_SIGNAL) return;
    send(address, from, invocationId, signal, result);
  };
}

function cancelTakesSends({ calls, invocations, termination }: Server): void {
  const cancel = termination.cancel.bind(termination);
  termination.cancel = (invocation, by) => {
    const children = invocation.status === 'completed' ? [] : calls.childrenOf(invocation);
    const taken = cancel(invocation, by);
    for (const [, id] of children) {
      const child = invocations.get(id);
      if (child !== undefined) termination.cancel(child, invocation.address);
    }
    return taken;
  };
}

function killSparesSends({ calls }: Server): void {
  const childrenOf = calls.childrenOf.bind(calls);
  calls.childrenOf = (invocation) => {
    const rows = invocation.journal.filter(({ kind }) => kind === 'command');
    return childrenOf(invocation).filter(([entry]) => {
      const row = rows[entry];
      return row?.kind === 'command' && row.command.type === 'Call';
    });
  };
}

function killSparesChildren({ calls }: Server): void {
  calls.childrenOf = () => [];
}

function killStopsCode({ termination, streams }: Server): void {
  const kill = termination.kill.bind(termination);
  termination.kill = (invocation, by) => {
    streams.of(invocation)?.crash();
    return kill(invocation, by);
  };
}

function killedIsStillHeard({ lifecycle, termination, invoker, streams }: Server): void {
  const killed = new Set<Invocation>();
  const kill = termination.kill.bind(termination);
  termination.kill = (invocation, by) => {
    killed.add(invocation);
    return kill(invocation, by);
  };
  const release = invoker.release.bind(invoker);
  invoker.release = (invocation, why) => {
    if (!killed.has(invocation) || streams.of(invocation) === undefined) release(invocation, why);
  };
  const end = lifecycle.end.bind(lifecycle);
  lifecycle.end = (invocation, result) => {
    if (invocation.result === undefined) end(invocation, result);
  };
}

function cancelledInQueueIsRemembered({ termination, invocations, cleaner, world }: Server): void {
  const cancel = termination.cancel.bind(termination);
  termination.cancel = (invocation, by) => {
    const taken = cancel(invocation, by);
    if (taken === 'removed') {
      invocations.set(invocation.id, invocation);
      invocation.completedAtMs = world.clock.now;
      cleaner.completed(invocation);
    }
    return taken;
  };
}

function cancelWaitsInQueue({ termination, journals }: Server): void {
  const cancel = termination.cancel.bind(termination);
  termination.cancel = (invocation, by) => {
    if (invocation.status !== 'inboxed') return cancel(invocation, by);
    journals.appendNotification(invocation, {
      type: 'signal',
      signal: { index: CANCEL_SIGNAL },
      result: 'empty',
    });
    return 'signalled';
  };
}

function signalsKeptInQueue({ signals, invocations, journals }: Server): void {
  const deliver = signals.deliver.bind(signals);
  signals.deliver = (by, invocationId, signal, result) => {
    const target = invocations.get(invocationId);
    const isCancel = 'index' in signal && signal.index === CANCEL_SIGNAL;
    const waits = target?.status === 'inboxed' || target?.status === 'scheduled';
    if (target === undefined || isCancel || !waits) deliver(by, invocationId, signal, result);
    else journals.appendNotification(target, { type: 'signal', signal, result });
  };
}

/** Sections 7.2 to 7.4: signals, cancel and kill. */
export const endingMutants: Mutants = {
  'a cancel spares calls': cancelSparesCalls,
  'a cancel takes sends along': cancelTakesSends,
  'a kill spares sends': killSparesSends,
  'a kill spares children': killSparesChildren,
  'a kill stops the code': killStopsCode,
  'what killed code asks for is done': killedIsStillHeard,
  'a cancelled request in the queue is remembered': cancelledInQueueIsRemembered,
  'a cancelled request stays in the queue': cancelWaitsInQueue,
  'signals are kept for queued invocations': signalsKeptInQueue,
};
