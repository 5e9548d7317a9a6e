import type { ShownCommand, ShownEvent } from './shown.ts';
import { count, payloadText, short, span } from './text.ts';

/** What a mark is about: decides its colour, never alone. */
export type Tone = 'state' | 'run' | 'call' | 'time' | 'promise' | 'output' | 'client' | 'effect' | 'fault' | 'quiet';

/** Restate's name of a journal entry, as its own user interface writes it. */
export function entryName(command: ShownCommand): string {
  switch (command.type) {
    case 'Input':
    case 'Output':
    case 'Run':
    case 'Sleep':
    case 'Call':
      return command.type;
    case 'OneWayCall':
      return 'Send';
    case 'GetLazyState':
    case 'GetEagerState':
      return 'Get state';
    case 'GetLazyStateKeys':
    case 'GetEagerStateKeys':
      return 'Get state keys';
    case 'SetState':
      return 'Set state';
    case 'ClearState':
      return 'Clear state';
    case 'ClearAllState':
      return 'Clear all state';
    case 'SendSignal':
      return 'Send signal';
    case 'AttachInvocation':
      return 'Attach invocation';
    case 'CompleteAwakeable':
      return 'Complete awakeable';
    case 'GetPromise':
      return 'Get promise';
    case 'PeekPromise':
      return 'Peek promise';
    case 'CompletePromise':
      return 'Complete promise';
  }
}

/** A journal entry as code would say it: `run "charge"`, `sleep 250 ms`, `set tokens`. */
export function entryLabel(command: ShownCommand, atMs: number): string {
  switch (command.type) {
    case 'Input':
      return 'input';
    case 'Output':
      return 'failure' in command.result ? `throw ${command.result.failure.code}` : 'return';
    case 'Run':
      return command.name === '' ? 'run' : `run "${short(command.name, 20)}"`;
    case 'Sleep':
      return `sleep ${span(command.wakeUpMs - atMs)}`;
    case 'Call':
      return `call ${targetText(command)}`;
    case 'OneWayCall':
      return `send ${targetText(command)}`;
    case 'GetLazyState':
    case 'GetEagerState':
      return `get ${short(command.key, 18)}`;
    case 'GetLazyStateKeys':
    case 'GetEagerStateKeys':
      return 'state keys';
    case 'SetState':
      return `set ${short(command.key, 18)}`;
    case 'ClearState':
      return `clear ${short(command.key, 18)}`;
    case 'ClearAllState':
      return 'clear all';
    case 'SendSignal':
      return `signal ${'name' in command.signal ? short(command.signal.name, 16) : `#${command.signal.index}`}`;
    case 'AttachInvocation':
      return 'attach';
    case 'CompleteAwakeable':
      return 'failure' in command.result ? 'reject awakeable' : 'resolve awakeable';
    case 'GetPromise':
      return `promise ${short(command.key, 16)}`;
    case 'PeekPromise':
      return `peek ${short(command.key, 16)}`;
    case 'CompletePromise':
      return `resolve ${short(command.key, 16)}`;
  }
}

export function entryTone(command: ShownCommand): Tone {
  switch (command.type) {
    case 'Input':
    case 'Output':
      return 'output';
    case 'Run':
      return 'run';
    case 'Sleep':
      return 'time';
    case 'Call':
    case 'OneWayCall':
    case 'AttachInvocation':
      return 'call';
    case 'SendSignal':
    case 'CompleteAwakeable':
    case 'GetPromise':
    case 'PeekPromise':
    case 'CompletePromise':
      return 'promise';
    default:
      return 'state';
  }
}

/** `BankAccount/ann/transfer`. */
export function targetText(target: {
  readonly service: string;
  readonly key?: string | undefined;
  readonly handler: string;
}): string {
  const parts = [target.service, target.key, target.handler].filter((part) => part !== undefined && part !== '');
  return parts.map((part) => short(String(part), 24)).join('/');
}

const TROUBLES: Readonly<Record<string, string>> = {
  connection: 'connection lost',
  process: 'service process dies',
  suspend: 'asked to suspend',
  cancel: 'cancelled',
  kill: 'killed',
  pause: 'paused',
  'server restart': 'server restarted',
  'process crash': 'service process dies',
  'clock jump': 'clock jumps',
};

/** What a trouble is called. */
export function troubleName(trouble: string): string {
  return TROUBLES[trouble] ?? short(trouble, 40);
}

/** Where a trouble struck, in words: `before entry 3 was stored (attempt 1)`. */
export function pointText(point: string): string {
  const match = /#(\d+)@(\d+):(before|inside|after)$/.exec(point);
  if (match === null) return short(point, 60);
  const [, attempt = '', entry = '', phase = ''] = match;
  const where =
    phase === 'before'
      ? `before entry ${entry} was stored`
      : phase === 'after'
        ? `right after entry ${entry} was stored`
        : `after the work of entry ${entry}, before its result was stored`;
  return `${where} (attempt ${attempt})`;
}

type Result =
  | { readonly ok: Parameters<typeof payloadText>[0] }
  | { readonly failure: { readonly code: number; readonly message: string } };

export function resultText(result: Result, most: number = 120): string {
  if ('failure' in result) return `${result.failure.code} ${short(result.failure.message, most)}`;
  return payloadText(result.ok, most);
}

/** One event in a sentence, without its subject where the lane says that. */
export function eventText(event: ShownEvent): string {
  switch (event.type) {
    case 'operation':
      return `${short(event.client, 40)} ${event.kind === 'send' ? 'sends' : 'calls'} ${targetText(event.target)}(${event.input.length === 0 ? '' : payloadText(event.input)}) as operation ${short(event.operation, 40)}.`;
    case 'answer':
      return event.status === 0
        ? `The connection of ${short(event.operation, 40)} breaks: its client never learns the answer.`
        : `${short(event.operation, 40)} is answered ${event.status}: ${payloadText(event.body)}.`;
    case 'abandoned':
      return `The client of ${short(event.operation, 40)} stops waiting; the invocation goes on.`;
    case 'invocation created':
      return `Invocation ${short(event.invocation, 40)} of ${targetText(event.target)} is created${event.scheduledForMs === undefined ? '' : `, to start in ${span(event.scheduledForMs - event.atMs)}`}.`;
    case 'invocation found':
      return `${short(event.by, 40)} finds invocation ${short(event.invocation, 40)}, which is ${event.how}.`;
    case 'lock taken':
      return `${short(event.invocation, 40)} takes the lock of ${short(event.key, 60)}.`;
    case 'queued':
      return `${short(event.invocation, 40)} waits for the lock of ${short(event.key, 60)}${event.ahead > 0 ? `, behind ${count(event.ahead, 'other')}` : ''}.`;
    case 'lock released':
      return `${short(event.invocation, 40)} gives back the lock of ${short(event.key, 60)}.`;
    case 'cancel requested':
      return `${short(event.invocation, 40)} is cancelled (by ${short(event.by, 60)}).`;
    case 'killed':
      return `${short(event.invocation, 40)} is killed (by ${short(event.by, 60)}).`;
    case 'removed':
      return `${short(event.invocation, 40)} is taken out of the ${event.from}: ${short(event.why, 120)}.`;
    case 'paused':
      return `${short(event.invocation, 40)} is paused: ${short(event.why, 160)}.`;
    case 'resumed':
      return `${short(event.invocation, 40)} is resumed: ${short(event.why, 160)}.`;
    case 'completed':
      return `${short(event.invocation, 40)} ends with ${resultText(event.result)}.`;
    case 'forgotten':
      return `The server forgets ${short(event.invocation, 40)} (${event.why}).`;
    case 'attempt started':
      return event.knownEntries > 1
        ? `Attempt ${event.attempt} of ${short(event.invocation, 40)} starts and replays ${event.knownEntries - 1} journal ${event.knownEntries === 2 ? 'entry' : 'entries'}.`
        : `Attempt ${event.attempt} of ${short(event.invocation, 40)} starts with an empty journal.`;
    case 'attempt failed':
      return `Attempt ${event.attempt} of ${short(event.invocation, 40)} fails: ${short(event.message, 300)}${event.retryInMs === undefined ? '.' : `; the next one follows in ${span(event.retryInMs)}.`}`;
    case 'suspended':
      return `${short(event.invocation, 40)} is suspended: its code leaves memory until something it waits for comes.`;
    case 'attempt ended':
      return `Attempt ${event.attempt} of ${short(event.invocation, 40)} ends.`;
    case 'zombie':
      return `Attempt ${event.attempt} of ${short(event.invocation, 40)} lives on as a zombie: the server gave it up (${short(event.why, 80)}), its code does not know.`;
    case 'run started':
      return `${short(event.invocation, 40)} attempt ${event.attempt} begins the work of run${event.name === '' ? '' : ` "${short(event.name, 60)}"`} (entry ${event.entry}).`;
    case 'remark':
      return `${short(event.what, 60)}: ${short(event.text, 300)}`;
    case 'appended':
      return `${short(event.invocation, 40)} stores entry ${event.entry}: ${appendedText(event.command, event.atMs)}.`;
    case 'notified':
      return `${short(event.invocation, 40)} is told ${notificationText(event.notification)}.`;
    case 'refused':
      return `The server refuses what attempt ${event.attempt} of ${short(event.invocation, 40)} sent: ${short(event.message, 300)}`;
    case 'state replaced':
      return `An operator replaces the state of ${short(event.key, 60)}${event.applied ? '' : ', which had changed meanwhile: nothing is done'}.`;
    case 'promise completed':
      return `The promise ${short(event.name, 60)} of ${short(event.key, 60)} is completed with ${resultText(event.result)}.`;
    case 'signal dropped':
      return `A signal for ${short(event.invocation, 40)} comes too late and is dropped.`;
    case 'timer fired':
      return `A timer of ${short(event.invocation, 40)} fires.`;
    case 'effect began':
      return `${short(event.invocation ?? 'somebody', 40)} asks the outside world: ${short(event.effect, 40)}(${short(JSON.stringify(event.input) ?? '', 160)})${event.zombie ? ', as a zombie' : ''}.`;
    case 'effect happened':
      return `${short(event.effect, 40)} takes effect${event.repeated ? ' no second time: the outside world knows its key' : ''}${event.zombie ? ', caused by a zombie' : ''}: ${short(JSON.stringify(event.output) ?? 'nothing', 160)}.`;
    case 'effect answered':
      return event.failure === undefined
        ? `${short(event.effect, 40)} answers.`
        : `${short(event.effect, 40)} is heard to fail: ${short(event.failure, 200)}.`;
    case 'time':
      return `${span(event.toMs - event.fromMs)} pass.`;
    case 'trouble':
      return `Trouble: ${troubleName(event.trouble)} ${pointText(event.point)}.`;
    case 'choice':
      return `Choice ${event.choice.kind}: option ${event.choice.chosen} of ${event.choice.options}.`;
    case 'assertion':
      return `The code says that "${short(event.name, 120)}" ${event.kind === 'never' ? 'never' : event.kind} holds: ${event.held ? 'it does' : 'it does not'}${event.detail === undefined ? '' : ` (${short(event.detail, 160)})`}.`;
    case 'faults frozen':
      return 'From here on no more troubles strike: whatever has begun must come to an end.';
    case 'limit':
      return `A limit is reached: ${short(event.message, 200)}`;
  }
}

function appendedText(command: ShownCommand, atMs: number): string {
  const label = entryLabel(command, atMs);
  switch (command.type) {
    case 'SetState':
      return `${label} = ${payloadText(command.value)}`;
    case 'GetEagerState':
      return `${label}, which is ${payloadText(command.value)}`;
    case 'Output':
      return `${label} ${resultText(command.result)}`;
    case 'Call':
    case 'OneWayCall':
      return `${label}(${payloadText(command.parameter)})`;
    default:
      return label;
  }
}

type Notification = Extract<ShownEvent, { readonly type: 'notified' }>['notification'];

/** What a notification brings: `the result of run: 7`. */
export function notificationText(notification: Notification): string {
  const { result } = notification;
  const value =
    result === 'empty'
      ? 'nothing'
      : 'ok' in result
        ? payloadText(result.ok)
        : 'failure' in result
          ? `failure ${result.failure.code} ${short(result.failure.message, 160)}`
          : 'stateKeys' in result
            ? short(result.stateKeys.join(', '), 120)
            : short(result.invocationId, 60);
  if (notification.type === 'signal') {
    return `of signal ${'name' in notification.signal ? short(notification.signal.name, 40) : `#${notification.signal.index}`}: ${value}`;
  }
  return notification.of === 'Sleep' ? 'that its sleep is over' : `the result of ${notification.of}: ${value}`;
}
