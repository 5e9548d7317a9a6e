import { rule } from './rule.ts';

/** Nothing that waits for a time comes before it, and sleeps that end together end in their order. */
export const nothingIsEarly = rule('nothing happens before its time', (history) => {
  const ended = new Map<string, { readonly wakeUpMs: number; readonly entry: number }>();
  return {
    see: (event) => {
      if (event.type === 'attempt started') {
        const atMs = history.created.get(event.invocation)?.scheduledForMs;
        if (atMs === undefined) return undefined;
        if (event.atMs >= atMs) return 'fine';
        return { invocation: event.invocation, wrong: `starts ${atMs - event.atMs} ms before it was to` };
      }
      if (event.type !== 'notified' || event.notification.type !== 'completion') return undefined;
      const { invocation } = event;
      const asked = history.askedBy(invocation, event.notification.completion);
      if (asked?.command.type !== 'Sleep') return undefined;
      const { wakeUpMs } = asked.command;
      if (event.atMs < wakeUpMs) return { invocation, wrong: `is woken ${wakeUpMs - event.atMs} ms too early` };
      const before = ended.get(invocation);
      ended.set(invocation, { wakeUpMs, entry: asked.entry });
      if (before?.wakeUpMs !== wakeUpMs || before.entry < asked.entry) return 'fine';
      return {
        invocation,
        wrong: `is woken by entry ${asked.entry} after entry ${before.entry}, which is due at the same time`,
      };
    },
  };
});
