import type { TraceEvent } from '../../../sim/index.ts';
import { CANCEL_SIGNAL, type History } from './history.ts';
import { rule } from './rule.ts';

type ChildKind = 'Call' | 'OneWayCall';

/** @returns the invocations that one has made by now, by the kind of the command */
function childrenOf(history: History, invocation: string, kind: ChildKind): string[] {
  return history.commands(invocation).flatMap(({ entry, command }) => {
    const child = `${invocation}/${entry}`;
    return command.type === kind && history.created.has(child) ? [child] : [];
  });
}

/** Who is cancelled takes the calls along that it waits for, and leaves what it has sent. */
export const cancelTakesCallsAlong = rule('a cancel is passed on to calls, not to sends', (history) => {
  const owed = new Set<string>();
  return {
    see: (event) => {
      if (event.type === 'notified' && isCancel(event)) {
        for (const child of childrenOf(history, event.invocation, 'Call')) {
          if (!history.isOver(child) && !history.cancelled.has(child)) owed.add(child);
        }
      }
      if (event.type !== 'cancel requested') return undefined;
      owed.delete(event.invocation);
      const sent = childrenOf(history, event.by, 'OneWayCall').includes(event.invocation);
      return sent
        ? { invocation: event.invocation, wrong: 'was sent by who is cancelled, and is cancelled with it' }
        : 'fine';
    },
    rested: () => {
      const spared = [...owed].find((child) => !history.cancelled.has(child) && !history.isOver(child));
      return spared === undefined
        ? undefined
        : { invocation: spared, wrong: 'was called by who is cancelled, and is not cancelled' };
    },
  };
});

/** Whoever is killed takes along everything that it has begun; its code is not heard any more, and may run on. */
export const killTakesAllAlong = rule('a kill is passed on to calls and sends', (history) => {
  const owed = new Set<string>();
  return {
    see: (event) => {
      if (event.type !== 'killed') return undefined;
      owed.delete(event.invocation);
      for (const kind of ['Call', 'OneWayCall'] as const) {
        for (const child of childrenOf(history, event.invocation, kind)) if (!history.isOver(child)) owed.add(child);
      }
      return 'fine';
    },
    rested: () => {
      // Whoever ended by itself before the message came has nothing left to be killed.
      const spared = [...owed].find((child) => !history.isOver(child));
      return spared === undefined
        ? undefined
        : { invocation: spared, wrong: 'was begun by who is killed, and goes on' };
    },
  };
});

/** Code that is killed while it waits for something outside runs on until then, as nothing can stop it but its process. */
export const killedCodeRunsOn = rule('the code of a killed invocation keeps running', (history) => {
  /** Effects under way, by their call -> who called them. */
  const underWay = new Map<string, string>();
  const killed = new Set<string>();
  return {
    see: (event) => {
      switch (event.type) {
        case 'effect began':
          if (event.invocation !== undefined) underWay.set(event.call, event.invocation);
          return undefined;
        case 'killed':
          killed.add(event.invocation);
          return undefined;
        case 'effect answered': {
          const by = underWay.get(event.call);
          underWay.delete(event.call);
          return by !== undefined && killed.has(by) ? 'fine' : undefined;
        }
        case 'trouble':
          if (event.trouble === 'process' || event.trouble === 'process crash') underWay.clear();
          return undefined;
        default:
          return undefined;
      }
    },
    rested: () => {
      const stopped = [...underWay.values()].find((invocation) => killed.has(invocation));
      if (stopped === undefined || !history.created.has(stopped)) return undefined;
      return {
        invocation: stopped,
        wrong: 'was killed in the middle of an effect, and its code never heard of the end',
      };
    },
  };
});

/** A paused invocation goes on when somebody cancels or resumes it, and for no other reason. */
export const pausedStaysPaused = rule('only a cancel or an operator ends a pause', () => {
  const paused = new Map<string, boolean>();
  return {
    see: (event) => {
      switch (event.type) {
        case 'paused':
          paused.set(event.invocation, false);
          return undefined;
        case 'killed':
        case 'completed':
          paused.delete(event.invocation);
          return undefined;
        case 'notified':
          if (paused.has(event.invocation) && isCancel(event)) paused.set(event.invocation, true);
          return undefined;
        case 'resumed': {
          const wasCancelled = paused.get(event.invocation);
          paused.delete(event.invocation);
          // An operator comes by when nothing goes wrong any more.
          return wasCancelled === false && event.why !== 'faults have stopped'
            ? { invocation: event.invocation, wrong: `goes on (${event.why}), and nobody has cancelled it` }
            : 'fine';
        }
        default:
          return undefined;
      }
    },
    rested: () => {
      const left = [...paused].find(([, wasCancelled]) => wasCancelled);
      return left && { invocation: left[0], wrong: 'was cancelled while it was paused, and stays paused' };
    },
  };
});

function isCancel({ notification }: Extract<TraceEvent, { type: 'notified' }>): boolean {
  return (
    notification.type === 'signal' && 'index' in notification.signal && notification.signal.index === CANCEL_SIGNAL
  );
}
