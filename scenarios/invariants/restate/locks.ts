import { rule } from './rule.ts';

/** Only the end of its holder releases a lock. */
export const heldUntilTheEnd = rule('a lock is held until its holder has ended', (history) => {
  const holders = new Map<string, string>();
  return {
    see: (event) => {
      if (event.type === 'lock taken') holders.set(event.key, event.invocation);
      if (event.type !== 'lock released') return undefined;
      holders.delete(event.key);
      if (history.completed.has(event.invocation)) return 'fine';
      return { invocation: event.invocation, wrong: `lost the lock of ${event.key} although it had not ended` };
    },
    settled: () => {
      for (const [key, invocation] of holders) {
        if (history.completed.has(invocation))
          return { invocation, wrong: `has ended and still holds the lock of ${key}` };
      }
      return undefined;
    },
  };
});

/** A state change by an operator queues for the lock like an exclusive handler. */
export const clearingWaitsForTheLock = rule('an operator changes state only when the lock is free', () => {
  const holders = new Map<string, string>();
  return {
    see: (event) => {
      if (event.type === 'lock taken') holders.set(event.key, event.invocation);
      if (event.type === 'lock released') holders.delete(event.key);
      if (event.type !== 'state replaced') return undefined;
      const holder = holders.get(event.key);
      return holder === undefined
        ? 'fine'
        : { invocation: holder, wrong: `holds the lock of ${event.key}, and an operator changes its state meanwhile` };
    },
  };
});

/** Only exclusive handlers queue. */
export const onlyExclusiveQueue = rule('shared handlers do not queue', (history) => ({
  see: (event) => {
    if (event.type !== 'queued') return undefined;
    const isShared = history.created.get(event.invocation)?.kind === 'SHARED';
    return isShared
      ? { invocation: event.invocation, wrong: `is shared, and waits for the lock of ${event.key}` }
      : 'fine';
  },
}));

/** A request that is cancelled in the queue is removed, never starts, and is not retained. */
export const cancelledInQueueIsGone = rule('a request that is cancelled in the queue is removed', (history) => {
  const waiting = new Set<string>();
  const gone = new Set<string>();
  return {
    see: (event) => {
      switch (event.type) {
        case 'queued':
          waiting.add(event.invocation);
          return undefined;
        case 'lock taken':
          waiting.delete(event.invocation);
          return undefined;
        case 'cancel requested':
          if (waiting.has(event.invocation)) gone.add(event.invocation);
          return undefined;
        case 'attempt started':
          if (!gone.has(event.invocation)) return undefined;
          return { invocation: event.invocation, wrong: 'starts although it was cancelled before' };
        case 'invocation found':
          if (!gone.has(event.invocation)) return undefined;
          return {
            invocation: event.invocation,
            wrong: `is found by ${event.by} although it was removed from the queue`,
          };
        case 'removed':
          return 'fine';
        case 'notified': {
          const { notification, invocation } = event;
          if (notification.type !== 'completion' || notification.of !== 'AttachInvocation') return undefined;
          const asked = history.commandOf(invocation, notification.completion)?.command;
          const target = asked?.type === 'AttachInvocation' ? history.addressOf(asked.target) : undefined;
          if (target === undefined || !gone.has(target) || typeof notification.result === 'string') return undefined;
          const isUnknown = 'failure' in notification.result && notification.result.failure.code === 404;
          return isUnknown
            ? 'fine'
            : { invocation: target, wrong: `is known to ${invocation} although it was removed from the queue` };
        }
        default:
          return undefined;
      }
    },
  };
});
