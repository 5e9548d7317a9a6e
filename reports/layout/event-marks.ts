import { durationText } from '../../sim/core/duration-text.ts';
import type { Payload, ShownEvent, ShownEventOf } from '../../sim/trace/shown.ts';
import { entryLabel } from '../../sim/trace/words/command-words.ts';
import { jsonText, payloadText, resultText } from '../../sim/trace/words/payload-text.ts';
import { troubleWords } from '../../sim/trace/words/trouble-words.ts';
import { changesText, type Change } from '../data/json-changes.ts';
import { entryTone, type Tone } from '../data/tones.ts';
import { MAX_NOTE_LENGTH, type LaneName, type Shape } from './geometry.ts';

/** What a mark shows of an event; its label and note may still be too long. */
export interface Drawn {
  readonly lane: LaneName;
  readonly shape: Shape;
  readonly tone: Tone;
  readonly label?: string;
  readonly note?: string;
  /** Journal entries that an attempt replays. */
  readonly entries?: number;
}

/** What a sketch needs to know about the rest of the run. */
export interface Context {
  /** The changes that an event makes to the state. */
  readonly changesAt: (seq: number) => readonly Change[];
  readonly clientOf: (operation: string) => string | undefined;
  /** A value, shortened; a moment of the run is shown as one. */
  readonly valueText: (payload: Payload, max: number) => string;
  /** Whether the server had given up the attempt of this event before. */
  readonly isZombie: (event: ShownEvent) => boolean;
}

type MarkOf<Type extends ShownEvent['type']> = (
  event: ShownEventOf<Type>,
  lane: LaneName,
  context: Context,
) => Drawn | undefined;

/** An event that the bars show, or that has nothing to be seen. */
const hidden = (): undefined => undefined;

/** The mark of every type of event. */
export const MARKS: { readonly [Type in ShownEvent['type']]: MarkOf<Type> } = {
  operation: ({ client, target, input }) => ({
    lane: `client ${client}`,
    shape: 'box',
    tone: 'client',
    label: `${target.handler}(${input.length === 0 ? '' : payloadText(input, 16)})`,
  }),
  answer: response,
  abandoned: ({ operation }, _lane, { clientOf }) => {
    const client = clientOf(operation);
    return client === undefined
      ? undefined
      : { lane: `client ${client}`, shape: 'cross', tone: 'fault', label: 'stops waiting' };
  },

  'invocation created': (_event, lane) => ({ lane, shape: 'dot', tone: 'quiet' }),
  'invocation found': (_event, lane) => ({ lane, shape: 'ring', tone: 'client', note: 'same request' }),
  'lock taken': hidden,
  queued: hidden,
  'lock released': hidden,
  'waits for a slot': (_event, lane) => ({ lane, shape: 'ring', tone: 'quiet', note: 'waits for a slot' }),
  'slot taken': hidden,
  'slot released': hidden,
  'limit changed': hidden,
  'cancel requested': (_event, lane) => ({ lane, shape: 'cross', tone: 'fault', note: 'cancelled' }),
  killed: (_event, lane) => ({ lane, shape: 'cross', tone: 'fault', note: 'killed' }),
  removed: (_event, lane) => ({ lane, shape: 'cross', tone: 'quiet', note: 'removed' }),
  paused: (_event, lane) => ({ lane, shape: 'pause', tone: 'fault', note: 'paused' }),
  resumed: (_event, lane) => ({ lane, shape: 'start', tone: 'quiet', note: 'resumed' }),
  completed: ({ result }, lane) => {
    const failed = 'failure' in result;
    return { lane, shape: 'end', tone: failed ? 'fault' : 'output', note: failed ? resultText(result, 20) : '' };
  },
  forgotten: hidden,

  'attempt started': ({ knownEntries }, lane) => {
    const entries = knownEntries - 1;
    return entries > 0
      ? { lane, shape: 'replay', tone: 'quiet', entries, note: `replays ${entries}` }
      : { lane, shape: 'start', tone: 'quiet' };
  },
  'attempt failed': ({ code }, lane) => ({ lane, shape: 'zigzag', tone: 'fault', note: `fails ${code}` }),
  suspended: (_event, lane) => ({ lane, shape: 'pause', tone: 'time' }),
  'attempt ended': hidden,
  zombie: hidden,
  'run started': (_event, lane) => ({ lane, shape: 'work', tone: 'run' }),
  remark: hidden,

  appended: entry,
  notified: notification,
  'journal copied': ({ rows }, lane) => ({
    lane,
    shape: 'replay',
    tone: 'quiet',
    entries: rows.length,
    note: 'copied',
  }),
  refused: (_event, lane) => ({ lane, shape: 'cross', tone: 'fault', note: 'rejected' }),
  'state replaced': ({ key }) => ({ lane: 'world', shape: 'box', tone: 'state', label: `state of ${key}` }),
  'promise completed': ({ name }) => ({ lane: 'world', shape: 'ring', tone: 'promise', note: `promise ${name}` }),
  'signal dropped': (_event, lane) => ({ lane, shape: 'cross', tone: 'promise', note: 'signal dropped' }),
  'timer fired': (_event, lane) => ({ lane, shape: 'clock', tone: 'time' }),

  'effect began': ({ invocation }, lane) =>
    invocation === undefined ? undefined : { lane, shape: 'dot', tone: 'effect' },
  'effect happened': ({ effect, repeated, output }) => ({
    lane: `effect ${effect}`,
    shape: 'box',
    tone: repeated ? 'quiet' : 'effect',
    label: repeated ? `${effect} (repeated)` : effect,
    note: output === undefined ? '' : jsonText(output, MAX_NOTE_LENGTH),
  }),
  'effect answered': ({ effect, failure }) =>
    failure === undefined ? undefined : { lane: `effect ${effect}`, shape: 'cross', tone: 'fault', note: 'fails' },

  time: ({ fromMs, toMs }) => ({
    lane: 'world',
    shape: 'gap',
    tone: 'time',
    label: `+${durationText(toMs - fromMs)}`,
  }),
  trouble: ({ trouble }, lane) => ({ lane, shape: 'zigzag', tone: 'fault', note: troubleWords(trouble).name }),
  choice: hidden,
  assertion: ({ held, name }, lane) => ({ lane, shape: 'diamond', tone: held ? 'output' : 'fault', note: name }),
  deployed: ({ deployment, how }) => ({
    lane: 'world',
    shape: 'box',
    tone: 'quiet',
    label: `deployment ${deployment}`,
    note: how,
  }),
  'deploy refused': ({ message }) => ({
    lane: 'world',
    shape: 'cross',
    tone: 'fault',
    label: 'refused',
    note: message,
  }),
  undeployed: ({ deployment }) => ({
    lane: 'world',
    shape: 'cross',
    tone: 'quiet',
    note: `deployment ${deployment} removed`,
  }),
  'faults frozen': hidden,
  'jobs left': hidden,
  limit: ({ limit }) => ({ lane: 'world', shape: 'cross', tone: 'fault', note: limit }),
};

/** The response that a client gets. */
function response(
  { operation, status, body }: ShownEventOf<'answer'>,
  _lane: LaneName,
  { clientOf }: Context,
): Drawn | undefined {
  const client = clientOf(operation);
  if (client === undefined) return undefined;
  const text = body.length === 0 ? '' : ` ${payloadText(body, 14)}`;
  const label = status === 0 ? 'no response' : status === 202 ? '202 accepted' : `${status}${text}`;
  return { lane: `client ${client}`, shape: 'box', tone: status >= 400 || status === 0 ? 'fault' : 'output', label };
}

/** A journal entry, with what it changes or returns below it. */
function entry({ seq, command, atMs }: ShownEventOf<'appended'>, lane: LaneName, { changesAt }: Context): Drawn {
  const changes = changesAt(seq);
  const note = (): string => {
    if (changes.length > 0) return changesText(changes, MAX_NOTE_LENGTH);
    if (command.type === 'GetEagerState') return payloadText(command.value, MAX_NOTE_LENGTH);
    return command.type === 'Output' ? resultText(command.result, MAX_NOTE_LENGTH) : '';
  };
  const tone = 'result' in command && 'failure' in command.result ? 'fault' : entryTone(command);
  return { lane, shape: 'box', tone, label: entryLabel(command, atMs), note: note() };
}

/** A result or a signal that reaches an invocation. */
function notification(
  { notification: { type, result } }: ShownEventOf<'notified'>,
  lane: LaneName,
  { valueText }: Context,
): Drawn {
  if (type === 'signal') return { lane, shape: 'ring', tone: 'promise', note: 'signal' };
  if (typeof result === 'object' && 'failure' in result)
    return { lane, shape: 'ring', tone: 'fault', note: resultText(result, MAX_NOTE_LENGTH) };
  const note = typeof result === 'object' && 'ok' in result ? valueText(result.ok, MAX_NOTE_LENGTH) : '';
  return { lane, shape: 'ring', tone: 'run', note };
}
