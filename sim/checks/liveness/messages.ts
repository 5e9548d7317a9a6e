import type { EventOf } from '../../trace/event.ts';
import type { Breach } from '../invariant.ts';
import { virtualTime } from '../../core/virtual-time.ts';
import { handlerOf, keyOf, describeInvocation } from '../naming.ts';
import type { OpenInvocation } from './open-invocation.ts';
import type { Situation } from './situation.ts';
import type { Wait } from './waits.ts';

/** An invocation that nothing can move any more. */
export function tellStuck(
  open: OpenInvocation,
  {
    waits,
    situation,
    stuck,
  }: { readonly waits: readonly Wait[]; readonly situation: Situation; readonly stuck: readonly OpenInvocation[] },
): Breach {
  if (open.status === 'paused') {
    const isExhausted = open.failing !== undefined && open.paused?.why.startsWith('attempts exhausted') === true;
    return isExhausted ? tellRetries(open, situation) : tellPaused(open, situation);
  }
  const others = stuck.filter((other) => other !== open).map(({ created }) => created.invocation);
  const behind = others.length === 0 ? '' : ` Because of it ${some(others)} cannot go on either.`;
  const [kind, why] = reason(open, waits);
  return {
    message: `${describeInvocation(open.created)} ${why}${behind}`,
    events: [open.created.seq, open.latest.seq],
    handler: handlerOf(open.created.target),
    kind,
  };
}

/** An invocation that fails again and again: retried without end, or paused when its attempts were used up. */
export function tellRetries(open: OpenInvocation, situation: Situation): Breach {
  const { failing, paused, created } = open;
  const times = failing === undefined ? 'again and again' : `${failing.times} times in a row`;
  const text =
    failing === undefined ? 'no reason given' : `${failing.last.code} ${failing.last.message.replace(/\.$/, '')}`;
  const since = failing === undefined ? '' : ` since ${virtualTime(failing.first.atMs)}`;
  const fate =
    open.status === 'paused' && paused !== undefined
      ? `It was paused at ${virtualTime(paused.atMs)}, when its attempts were used up`
      : 'It is retried without end';
  return {
    message: `Poison message: ${describeInvocation(created)} fails ${times}${since}, without storing anything in between: ${text}. ${fate}${behind(open, situation)}. Throw a TerminalError where trying again cannot help, or limit the attempts (retryPolicy with onMaxAttempts: 'kill').`,
    events: [
      ...(failing === undefined ? [] : [failing.first.seq, failing.last.seq]),
      ...(paused === undefined ? [] : [paused.seq]),
    ],
    handler: handlerOf(created.target),
    kind: 'endless retry',
  };
}

export function tellNeverAnswered(operation: EventOf<'operation'>): Breach {
  const { target } = operation;
  return {
    message: `The client of ${operation.operation} (${target.handler} of ${keyOf(target) ?? target.service}) never got an answer, although nothing is under way any more that could give one. This is a fault of the server model.`,
    events: [operation.seq],
    handler: handlerOf(target),
    kind: 'never answered',
  };
}

function tellPaused(open: OpenInvocation, situation: Situation): Breach {
  const { created, paused } = open;
  return {
    message: `${describeInvocation(created)} was paused at ${virtualTime(paused?.atMs ?? created.atMs)} (${paused?.why ?? 'no reason given'}) and nobody resumes it${behind(open, situation)}. If the test is to resume it, declare \`owed: ['resume']\`.`,
    events: [created.seq, ...(paused === undefined ? [] : [paused.seq])],
    handler: handlerOf(created.target),
    kind: 'paused',
  };
}

function reason(open: OpenInvocation, waits: readonly Wait[]): [kind: string, why: string] {
  const since = virtualTime(open.latest.atMs);
  const outside = waits.filter((wait) => wait.kind === 'outside');
  if (outside.length > 0) {
    const labels = outside.map(({ label }) => `'${label}'`).join(', ');
    return [
      'waits for ever',
      `waits since ${since} for ${outside.map(({ text }) => text).join(' or ')}, and nothing that is under way will bring it. Bring it on every path, or bound the wait with orTimeout. If the test still owes it, declare \`owed: [${labels}]\`.`,
    ];
  }
  if (waits.length > 0) {
    const texts = waits.map((wait) => (wait.kind === 'lock' ? `the lock of ${wait.key}` : wait.text));
    return [
      'lost wake-up',
      `waits since ${since} for ${texts.join(' or ')}, which never comes. This is a fault of the server model.`,
    ];
  }
  if (open.status === 'running') {
    return [
      'waits outside',
      `has been running since ${since} and waits for something that is neither its context, a timer nor an effect: a promise that nobody resolves?`,
    ];
  }
  return ['never moved', `is ${open.status} since ${since}, and nobody moves it. This is a fault of the server model.`];
}

/** Who is held up by a key that is never given back. */
function behind(open: OpenInvocation, situation: Situation): string {
  const key = keyOf(open.created.target);
  if (key === undefined || situation.holders.get(key) !== open.created.invocation) return '';
  const queue = situation.queuedFor(key).map(({ created }) => created.invocation);
  return `; it keeps the key ${key}, and ${queue.length === 0 ? 'whoever comes next waits' : `${some(queue)} ${queue.length === 1 ? 'waits' : 'wait'}`} behind it`;
}

const MOST_NAMES = 5;

function some(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return names.slice(0, MOST_NAMES).join(', ') + more;
}
