import type { TraceEvent } from '../../../sim/index.ts';
import { CANCEL_SIGNAL, type History } from './history.ts';
import { rule } from './rule.ts';

type ChildKind = 'Call' | 'OneWayCall';

/** @returns the invocations that one has created so far, by the kind of the command */
function childrenOf(history: History, invocation: string, kind: ChildKind): string[] {
  return history.commands(invocation).flatMap(({ entry, command }) => {
    const child = `${invocation}/${entry}`;
    return command.type === kind && history.created.has(child) ? [child] : [];
  });
}

/** A cancel is passed on to the calls of an invocation, and not to its sends. */
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
        ? { invocation: event.invocation, wrong: 'was sent by a cancelled invocation, and is cancelled too' }
        : 'fine';
    },
    settled: () => {
      const spared = [...owed].find((child) => !history.cancelled.has(child) && !history.isOver(child));
      return spared === undefined
        ? undefined
        : { invocation: spared, wrong: 'was called by a cancelled invocation, and is not cancelled' };
    },
  };
});

/** A kill is passed on to the calls and sends of an invocation. */
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
    settled: () => {
      // An invocation that has ended before the message came is not killed.
      const spared = [...owed].find((child) => !history.isOver(child));
      return spared === undefined
        ? undefined
        : { invocation: spared, wrong: 'was created by a killed invocation, and continues' };
    },
  };
});

/** Code that is killed while it awaits an effect keeps running until then; only the end of its process can stop it. */
export const killedCodeRunsOn = rule('the code of a killed invocation keeps running', (history) => {
  /** Call of an open effect -> the calling invocation. */
  const openEffects = new Map<string, string>();
  const killed = new Set<string>();
  return {
    see: (event) => {
      switch (event.type) {
        case 'effect began':
          if (event.invocation !== undefined) openEffects.set(event.call, event.invocation);
          return undefined;
        case 'killed':
          killed.add(event.invocation);
          return undefined;
        case 'effect answered': {
          const by = openEffects.get(event.call);
          openEffects.delete(event.call);
          return by !== undefined && killed.has(by) ? 'fine' : undefined;
        }
        case 'trouble':
          if (event.trouble === 'process' || event.trouble === 'process crash') openEffects.clear();
          return undefined;
        default:
          return undefined;
      }
    },
    settled: () => {
      const stopped = [...openEffects.values()].find((invocation) => killed.has(invocation));
      if (stopped === undefined || !history.created.has(stopped)) return undefined;
      return {
        invocation: stopped,
        wrong: 'was killed during an effect, and its code never got the result',
      };
    },
  };
});

/** Why a run resumes what was paused by a fault, when nothing else is left to do. */
const RESUMED_BY_THE_RUN: ReadonlySet<string> = new Set(['nothing else is left to do', 'faults have stopped']);

/** A paused invocation continues when it is cancelled or resumed, and for no other reason. */
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
          // When nothing else moves, the run resumes injected pauses.
          return wasCancelled === false && !RESUMED_BY_THE_RUN.has(event.why)
            ? { invocation: event.invocation, wrong: `continues (${event.why}), and was not cancelled` }
            : 'fine';
        }
        default:
          return undefined;
      }
    },
    settled: () => {
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
