import { rule } from './rule.ts';

/**
 * With an inactivity timeout of 0, an attempt is suspended when it waits. The notification goes to its next attempt, which
 * starts with the state of that time.
 * @param isNeverKept whether a handler, `Service/handler`, has an inactivity timeout of 0 and awaits one thing after another
 */
export const waitingIsSuspended = (isNeverKept: (handler: string) => boolean) =>
  rule('a waiting attempt is suspended', (history) => {
    /** Invocations whose current attempt waited for a notification that has come. */
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
              ? { invocation, wrong: 'continues after it has waited, and should have been suspended' }
              : undefined;
          default:
            return undefined;
        }
      },
    };
  });
