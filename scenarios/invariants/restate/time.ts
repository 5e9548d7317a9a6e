import { rule } from './rule.ts';

/** No timer fires early, and sleeps with equal deadlines end in their order. */
export const nothingIsEarly = rule('no timer fires early', (history) => {
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
      const asked = history.commandOf(invocation, event.notification.completion);
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

/**
 * Delayed sends of one invocation with the same time come in any order. It is never broken: a server that kept an order would
 * make it `not exercised`.
 */
export const dueTogetherInAnyOrder = rule('timers with equal deadlines fire in any order', (history) => {
  /** Sender and due time -> the entry that came last. */
  const last = new Map<string, number>();
  return {
    see: (event) => {
      if (event.type !== 'timer fired' || event.completion !== undefined) return undefined;
      const { invocation } = event;
      const slash = invocation.lastIndexOf('/');
      if (slash < 0) return undefined;
      const group = `${invocation.slice(0, slash)} ${history.created.get(invocation)?.scheduledForMs}`;
      const entry = Number(invocation.slice(slash + 1));
      const before = last.get(group) ?? -1;
      last.set(group, entry);
      return entry < before ? 'fine' : undefined;
    },
  };
});
