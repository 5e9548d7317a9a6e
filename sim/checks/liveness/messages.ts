import type { EventOf } from '../../trace/event.ts';
import type { Breach } from '../invariant.ts';
import { virtualTime } from '../../core/virtual-time.ts';
import { handlerOf, keyOf, describeInvocation } from '../naming.ts';
import { count } from '../../core/count.ts';
import { causeOf, type OpenInvocation } from './open-invocation.ts';
import type { Situation } from './situation.ts';
import type { Wait } from './waits.ts';

/** @returns the breach by an invocation that nothing can continue */
export function stuckBreach(
  open: OpenInvocation,
  {
    waits,
    situation,
    stuck,
  }: { readonly waits: readonly Wait[]; readonly situation: Situation; readonly stuck: readonly OpenInvocation[] },
): Breach {
  if (open.status === 'paused') {
    if (open.paused?.why.startsWith('attempts exhausted') !== true) return pausedBreach(open, situation);
    const isPoison = open.failing !== undefined && causeOf(open.failing.last) === 'own error';
    return isPoison ? retryBreach(open, situation) : attemptsUsedUpBreach(open, situation);
  }
  const others = stuck.filter((other) => other !== open).map(({ created }) => created.invocation);
  const behind = others.length === 0 ? '' : ` Because of it ${some(others)} cannot continue either.`;
  const [kind, why] = reason(open, waits);
  return {
    message: `${describeInvocation(open.created)} ${why}${behind}`,
    events: [open.created.seq, open.latest.seq],
    handler: handlerOf(open.created.target),
    kind,
  };
}

/** @returns the breach by an invocation that keeps failing: it is retried forever, or paused after its last attempt */
export function retryBreach(open: OpenInvocation, situation: Situation): Breach {
  const { failing, paused, created } = open;
  const times = failing === undefined ? 'again and again' : `${failing.times} times in a row`;
  const text =
    failing === undefined ? 'no reason given' : `${failing.last.code} ${failing.last.message.replace(/\.$/, '')}`;
  const since = failing === undefined ? '' : ` since ${virtualTime(failing.first.atMs)}`;
  const outcome =
    open.status === 'paused' && paused !== undefined
      ? `It was paused at ${virtualTime(paused.atMs)}, after its last attempt`
      : 'It is retried forever';
  return {
    message: `Poison message: ${describeInvocation(created)} fails ${times}${since}, without storing anything in between: ${text}. ${outcome}${behind(open, situation)}. Throw a TerminalError where a retry cannot help, or limit the attempts (retryPolicy with onMaxAttempts: 'kill').`,
    events: [
      ...(failing === undefined ? [] : [failing.first.seq, failing.last.seq]),
      ...(paused === undefined ? [] : [paused.seq]),
    ],
    handler: handlerOf(created.target),
    kind: 'endless retry',
  };
}

/** @returns the breach by an invocation that is paused after its last attempt, although its code did not keep failing */
function attemptsUsedUpBreach(open: OpenInvocation, situation: Situation): Breach {
  const { created, failures, failing, paused } = open;
  const { 'lost connection': lost, 'abort timeout': aborted, 'own error': own } = failures;
  const causes = [
    ...(lost === 0 ? [] : [count(lost, 'lost connection')]),
    ...(aborted === 0 ? [] : [count(aborted, 'abort timeout')]),
    ...(own === 0 ? [] : [count(own, 'error of its own', 'errors of its own')]),
  ];
  const last = causes.pop();
  const list = causes.length === 0 ? last : `${causes.join(', ')} and ${last}`;
  return {
    message: `${describeInvocation(created)} used up its attempts (maxAttempts of its retryPolicy) by ${list}. The server paused it at ${virtualTime(paused?.atMs ?? created.atMs)}, which is its default after the last attempt, and no operator resumes it${behind(open, situation)}. Connections break in production too: allow more attempts (retryPolicy.maxAttempts), or let the server end the invocation (onMaxAttempts: 'kill'). If an operator resumes it, declare \`owed: ['resume']\`.`,
    events: [
      created.seq,
      ...(failing === undefined ? [] : [failing.last.seq]),
      ...(paused === undefined ? [] : [paused.seq]),
    ],
    handler: handlerOf(created.target),
    kind: 'attempts used up',
  };
}

/** @returns the breach by code that waits for something that never comes, until the server aborts its attempt */
export function neverSettlesBreach(
  { created }: OpenInvocation,
  aborted: EventOf<'attempt failed'>,
  remark: EventOf<'remark'>,
): Breach {
  return {
    message: `${describeInvocation(created)} waits for a promise that never settles: ${remark.text} The server ended attempt ${aborted.attempt} by its abort timeout at ${virtualTime(aborted.atMs)}; each retry waits the same way, and requests of the same key queue behind it. Let the promise settle on every path, give it a timeout (AbortSignal.timeout), or declare what the code calls as an effect.`,
    events: [remark.seq, aborted.seq],
    handler: handlerOf(created.target),
    kind: 'never settles',
  };
}

/** @returns the breach by a request whose invocation has ended, and whose client has no response */
export function noResponseBreach(operation: EventOf<'operation'>): Breach {
  const { target } = operation;
  return {
    message: `The client of ${operation.operation} (${target.handler} of ${keyOf(target) ?? target.service}) never got a response, although nothing is in flight that could send one. This is a fault of the server model.`,
    events: [operation.seq],
    handler: handlerOf(target),
    kind: 'no response',
  };
}

function pausedBreach(open: OpenInvocation, situation: Situation): Breach {
  const { created, paused } = open;
  return {
    message: `${describeInvocation(created)} was paused at ${virtualTime(paused?.atMs ?? created.atMs)} (${paused?.why ?? 'no reason given'}), and no operator resumes it${behind(open, situation)}. If the test resumes it later, declare \`owed: ['resume']\`.`,
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
      'waits forever',
      `waits since ${since} for ${outside.map(({ text }) => text).join(' or ')}, and nothing in flight will ever provide it. Provide it on every path, or bound the wait with orTimeout. If the test provides it later, declare \`owed: [${labels}]\`.`,
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
      `has been running since ${since} and awaits something that is neither its context, a timer nor an effect: a promise that is never resolved?`,
    ];
  }
  return [
    'never continued',
    `is ${open.status} since ${since}, and the server does not continue it. This is a fault of the server model.`,
  ];
}

/** @returns which invocations wait for the key that this one never releases */
function behind(open: OpenInvocation, situation: Situation): string {
  const key = keyOf(open.created.target);
  if (key === undefined || situation.holders.get(key) !== open.created.invocation) return '';
  const queue = situation.queuedFor(key).map(({ created }) => created.invocation);
  const waiting =
    queue.length === 0 ? 'later requests queue' : `${some(queue)} ${queue.length === 1 ? 'waits' : 'wait'}`;
  return `; it keeps the lock of ${key}, and ${waiting} behind it`;
}

const MAX_NAMES = 5;

function some(names: readonly string[]): string {
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return names.slice(0, MAX_NAMES).join(', ') + more;
}
