import { rule } from './rule.ts';

/**
 * Who is not to be kept waiting is suspended when it waits: what it waited for is handed to its next attempt, which begins
 * by then with the state of then.
 * @param isNeverKept whether a handler, `Service/handler`, has an inactivity timeout of 0 and awaits one thing after another
 */
export const whoWaitsIsSuspended = (isNeverKept: (handler: string) => boolean) =>
  rule('a waiting attempt is suspended', (history) => {
    /** Whose present attempt waited for something that has come by now. */
    const woken = new Set<string>();
    return {
      see: (event) => {
        if (!('invocation' in event) || event.invocation === undefined) return undefined;
        const { invocation } = event;
        const target = history.created.get(invocation)?.target;
        if (target === undefined || !isNeverKept(`${target.service}/${target.handler}`)) return undefined;
        switch (event.type) {
          case 'attempt started':
            woken.delete(invocation);
            return undefined;
          case 'notified':
            if (event.notification.type === 'completion' && event.notification.of === 'Sleep') woken.add(invocation);
            return undefined;
          case 'suspended':
            return 'fine';
          case 'appended':
            return woken.has(invocation)
              ? { invocation, wrong: 'goes on after it has waited, and should have been suspended' }
              : undefined;
          default:
            return undefined;
        }
      },
    };
  });
