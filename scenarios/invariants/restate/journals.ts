import type { EventOf, TraceEvent } from '../../../sim/index.ts';
import { CANCEL_SIGNAL } from './history.ts';
import { rule } from './rule.ts';
import { count } from '../../count.ts';

/** An attempt gets every entry that was stored before it. */
export const nothingStoredIsLost = rule('an attempt gets every stored entry', (history) => ({
  see: (event) => {
    if (event.type !== 'attempt started') return undefined;
    const stored = history.rows.get(event.invocation) ?? 1;
    if (event.knownEntries === stored) return 'fine';
    return {
      invocation: event.invocation,
      wrong: `starts with ${count(event.knownEntries, 'entry', 'entries')}, and ${stored} were stored`,
    };
  },
}));

/** Nothing is stored for an invocation that has ended, and no signal for one that waits for a lock. */
export const nothingAfterTheEnd = rule('nothing is stored before the lock or after the end', (history) => {
  const waiting = new Set<string>();
  return {
    see: (event) => {
      if (event.type === 'queued') waiting.add(event.invocation);
      if (event.type === 'lock taken') waiting.delete(event.invocation);
      // A completion for a killed invocation is still stored; commands of its code are not.
      if (event.type === 'appended' && history.completed.has(event.invocation)) {
        return { invocation: event.invocation, wrong: 'has ended, and its command is still stored' };
      }
      if (event.type !== 'notified' || event.notification.type !== 'signal') return undefined;
      if (!waiting.has(event.invocation)) return 'fine';
      return { invocation: event.invocation, wrong: 'waits for its lock, and a signal is stored for it' };
    },
  };
});

/** Each command gets one completion; the completion of a call is the result of its callee. */
export const answeredOnce = rule('every command gets one completion, from its callee', (history) => {
  const answered = new Set<string>();
  return {
    see: (event) => {
      if (event.type !== 'notified' || event.notification.type !== 'completion') return undefined;
      const { invocation, notification } = event;
      const name = `${invocation} ${notification.completion}`;
      if (answered.has(name)) return { invocation, wrong: 'gets the same completion twice' };
      answered.add(name);
      const asked = history.commandOf(invocation, notification.completion);
      if (asked?.command.type !== 'Call' || notification.of !== 'Call') return undefined;
      const callee = history.completed.get(`${invocation}/${asked.entry}`);
      if (callee === undefined || valueOf(notification) === JSON.stringify(callee.result)) return 'fine';
      return { invocation, wrong: `gets another result from entry ${asked.entry} than its callee returned` };
    },
  };
});

/** A signal is stored as often as it was sent. */
export const signalledOnce = rule('a signal is stored as often as it was sent', (history) => {
  /** By the id of the target, because a signal may be sent before its target exists. */
  const sent = new Map<string, number>();
  const stored = new Map<string, number>();
  const idOf = (invocation: string): string => history.created.get(invocation)?.id ?? invocation;
  return {
    see: (event) => {
      if (event.type === 'cancel requested') add(sent, idOf(event.invocation));
      if (event.type === 'appended') {
        if (event.command.type === 'SendSignal') add(sent, event.command.target);
        // The owner of an awakeable is in its id, which this rule does not decode.
        if (event.command.type === 'CompleteAwakeable') add(sent, ANY_AWAKEABLE);
      }
      if (event.type !== 'notified' || event.notification.type !== 'signal') return undefined;
      const { signal } = event.notification;
      const isAwakeable = 'index' in signal && signal.index !== CANCEL_SIGNAL;
      const to = isAwakeable ? ANY_AWAKEABLE : idOf(event.invocation);
      const isKnown = add(stored, to) <= (sent.get(to) ?? 0);
      return isKnown ? 'fine' : { invocation: event.invocation, wrong: 'gets a signal more often than it was sent' };
    },
  };
});

const ANY_AWAKEABLE = 'an awakeable';

/** A message is delivered in a step of its own, so that other steps can come in between. */
export const messagesTravel = rule('a message is delivered in a step of its own', () => {
  /** Address of a callee -> the footprint of the step that stored its call or send. */
  const sent = new Map<string, TraceEvent['footprint']>();
  return {
    see: (event) => {
      if (event.type === 'appended' && (event.command.type === 'Call' || event.command.type === 'OneWayCall'))
        sent.set(`${event.invocation}/${event.entry}`, event.footprint);
      if (event.type !== 'invocation created') return undefined;
      const storing = sent.get(event.invocation);
      if (storing === undefined || storing.writes.length === 0) return undefined;
      return storing === event.footprint
        ? { invocation: event.invocation, wrong: 'is delivered in the step that sends it' }
        : 'fine';
    },
  };
});

/** Sends from one invocation to one key arrive in the order in which they were sent. */
export const sendsKeepTheirOrder = rule('sends from one invocation to one key keep their order', (history) => {
  const last = new Map<string, number>();
  return {
    see: (event) => {
      if (event.type !== 'invocation created' || event.by === undefined || event.scheduledForMs !== undefined)
        return undefined;
      const slash = event.invocation.lastIndexOf('/');
      const entry = Number(event.invocation.slice(slash + 1));
      const key = history.keyOf(event.invocation);
      if (slash < 0 || key === undefined) return undefined;
      const channel = `${event.invocation.slice(0, slash)} > ${key}`;
      const before = last.get(channel) ?? -1;
      last.set(channel, Math.max(before, entry));
      return entry > before ? 'fine' : { invocation: event.invocation, wrong: 'arrives after a later send' };
    },
  };
});

function add(counts: Map<string, number>, name: string): number {
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  return count;
}

function valueOf({ result }: Extract<EventOf<'notified'>['notification'], { type: 'completion' }>): string {
  return result === 'empty' ? JSON.stringify({ ok: new Uint8Array() }) : JSON.stringify(result);
}
