import { changesText, type Change } from '../data/json-changes.ts';
import type { Payload, ShownEvent } from '../../sim/trace/shown.ts';
import type { Step } from '../data/steps.ts';
import { textWidth, type Shape } from './geometry.ts';
import { payloadText, resultText, short } from '../../sim/trace/words/payload-text.ts';
import { durationText } from '../../sim/core/duration-text.ts';
import { entryLabel } from '../../sim/trace/words/command-words.ts';
import { entryTone, type Tone } from '../data/tones.ts';
import { troubleWords } from '../../sim/trace/words/trouble-words.ts';

/** The lane that a mark belongs to. */
export type LaneName = `world` | `client ${string}` | `invocation ${string}` | `effect ${string}`;

/** A mark before it has a place. */
export interface Sketch {
  readonly lane: LaneName;
  readonly seq: number;
  readonly shape: Shape;
  readonly tone: Tone;
  readonly label: string;
  readonly note: string;
  readonly ghost: boolean;
  readonly entries: number;
  readonly width: number;
}

/** What a sketch needs to know of the rest of the run. */
export interface Context {
  /** The changes that an event made to the state. */
  readonly changesAt: (seq: number) => readonly Change[];
  readonly clientOf: (operation: string) => string | undefined;
  /** A value in few letters; moments of the run are told as such. */
  readonly valueText: (payload: Payload, most: number) => string;
  /** Attempts that had been given up when this event happened, as `invocation#attempt`. */
  readonly isZombie: (event: ShownEvent) => boolean;
}

const MOST_LABEL = 26;
const MOST_NOTE = 22;
const LEAST_NOTE = 16;

/** What is drawn of a step: at most a few marks for each lane. */
export function sketchesOf(step: Step, context: Context): readonly Sketch[] {
  const struck = step.events.some(({ type }) => type === 'trouble');
  return step.events.flatMap((event) => {
    const drawn = sketch(event, context, struck);
    if (drawn === undefined) return [];
    const { lane, shape, tone, label = '', note = '', entries = 0 } = drawn;
    const ghost = context.isZombie(event);
    const cutLabel = short(label, MOST_LABEL);
    // A note is not much wider than its box: what it says in full stands in the panel.
    const cutNote = short(note, shape === 'box' ? Math.max(LEAST_NOTE, cutLabel.length + 4) : MOST_NOTE);
    return [
      {
        lane,
        seq: event.seq,
        shape,
        tone,
        label: cutLabel,
        note: cutNote,
        ghost,
        entries,
        width: widthOf(shape, cutLabel, cutNote, entries),
      },
    ];
  });
}

interface Drawn {
  readonly lane: LaneName;
  readonly shape: Shape;
  readonly tone: Tone;
  readonly label?: string;
  readonly note?: string;
  readonly entries?: number;
}

function sketch(event: ShownEvent, context: Context, struck: boolean): Drawn | undefined {
  const lane: LaneName =
    'invocation' in event && event.invocation !== undefined ? `invocation ${event.invocation}` : 'world';
  switch (event.type) {
    case 'operation': {
      const input = event.input.length === 0 ? '' : payloadText(event.input, 16);
      return {
        lane: `client ${event.client}`,
        shape: 'box',
        tone: 'client',
        label: `${event.target.handler}(${input})`,
      };
    }
    case 'answer': {
      const client = context.clientOf(event.operation);
      if (client === undefined) return undefined;
      const failed = event.status >= 400 || event.status === 0;
      const label =
        event.status === 0
          ? 'no answer'
          : `${event.status}${event.body.length === 0 ? '' : ` ${payloadText(event.body, 14)}`}`;
      return {
        lane: `client ${client}`,
        shape: 'box',
        tone: failed ? 'fault' : 'output',
        label: event.status === 202 ? '202 accepted' : label,
      };
    }
    case 'abandoned': {
      const client = context.clientOf(event.operation);
      return client === undefined
        ? undefined
        : { lane: `client ${client}`, shape: 'cross', tone: 'fault', label: 'gives up' };
    }
    case 'invocation created':
      return { lane, shape: 'dot', tone: 'quiet' };
    case 'invocation found':
      return { lane, shape: 'ring', tone: 'client', note: 'found again' };
    case 'cancel requested':
      return { lane, shape: 'cross', tone: 'fault', note: 'cancelled' };
    case 'killed':
      return { lane, shape: 'cross', tone: 'fault', note: 'killed' };
    case 'removed':
      return { lane, shape: 'cross', tone: 'quiet', note: 'removed' };
    case 'paused':
      return { lane, shape: 'pause', tone: 'fault', note: 'paused' };
    case 'resumed':
      return { lane, shape: 'start', tone: 'quiet', note: 'resumed' };
    case 'completed':
      return {
        lane,
        shape: 'end',
        tone: 'failure' in event.result ? 'fault' : 'output',
        note: 'failure' in event.result ? resultText(event.result, 20) : '',
      };
    case 'attempt started':
      return event.knownEntries > 1
        ? {
            lane,
            shape: 'replay',
            tone: 'quiet',
            entries: event.knownEntries - 1,
            note: `replays ${event.knownEntries - 1}`,
          }
        : { lane, shape: 'start', tone: 'quiet' };
    case 'attempt failed':
      return struck ? undefined : { lane, shape: 'zigzag', tone: 'fault', note: `fails ${event.code}` };
    case 'suspended':
      return { lane, shape: 'pause', tone: 'time', note: 'suspended' };
    case 'run started':
      return { lane, shape: 'work', tone: 'run' };
    case 'appended': {
      const changes = context.changesAt(event.seq);
      const { command } = event;
      const note =
        changes.length > 0
          ? changesText(changes, MOST_NOTE)
          : command.type === 'GetEagerState'
            ? payloadText(command.value, MOST_NOTE)
            : command.type === 'Output'
              ? resultText(command.result, MOST_NOTE)
              : '';
      return {
        lane,
        shape: 'box',
        tone: 'failure' in command ? 'fault' : entryTone(command),
        label: entryLabel(command, event.atMs),
        note,
      };
    }
    case 'notified': {
      const { notification } = event;
      if (notification.type === 'signal') return { lane, shape: 'ring', tone: 'promise', note: 'signal' };
      const { result } = notification;
      const failed = typeof result === 'object' && 'failure' in result;
      const note =
        typeof result === 'object' && 'ok' in result
          ? context.valueText(result.ok, MOST_NOTE)
          : failed
            ? resultText(result, MOST_NOTE)
            : '';
      return { lane, shape: 'ring', tone: failed ? 'fault' : 'run', note };
    }
    case 'refused':
      return { lane, shape: 'cross', tone: 'fault', note: 'refused' };
    case 'state replaced':
      return { lane: 'world', shape: 'box', tone: 'state', label: `state of ${event.key}` };
    case 'promise completed':
      return { lane: 'world', shape: 'ring', tone: 'promise', note: `promise ${event.name}` };
    case 'signal dropped':
      return { lane, shape: 'cross', tone: 'promise', note: 'signal lost' };
    case 'timer fired':
      return { lane, shape: 'clock', tone: 'time' };
    case 'effect began':
      return event.invocation === undefined ? undefined : { lane, shape: 'dot', tone: 'effect' };
    case 'effect happened':
      return {
        lane: `effect ${event.effect}`,
        shape: 'box',
        tone: event.repeated ? 'quiet' : 'effect',
        label: event.repeated ? `${event.effect} (repeated)` : event.effect,
        note: short(JSON.stringify(event.output) ?? '', MOST_NOTE),
      };
    case 'effect answered':
      return event.failure === undefined
        ? undefined
        : { lane: `effect ${event.effect}`, shape: 'cross', tone: 'fault', note: 'answer lost' };
    case 'time':
      return { lane: 'world', shape: 'gap', tone: 'time', label: `+${durationText(event.toMs - event.fromMs)}` };
    case 'trouble':
      return { lane, shape: 'zigzag', tone: 'fault', note: troubleWords(event.trouble).name };
    case 'assertion':
      return { lane, shape: 'diamond', tone: event.held ? 'output' : 'fault', note: event.name };
    case 'limit':
      return { lane: 'world', shape: 'cross', tone: 'fault', note: event.limit };
    // Told by the bars, or nothing to see.
    case 'lock taken':
    case 'queued':
    case 'lock released':
    case 'attempt ended':
    case 'zombie':
    case 'forgotten':
    case 'faults frozen':
    case 'remark':
    case 'choice':
      return undefined;
  }
}

function widthOf(shape: Shape, label: string, note: string, entries: number): number {
  const noteWidth = note === '' ? 0 : textWidth(note) * 0.92;
  switch (shape) {
    case 'box':
      return Math.max(30, textWidth(label) + 12, noteWidth);
    case 'gap':
      return textWidth(label) + 8;
    case 'replay':
      return Math.max(10 + 9 * Math.min(entries, 12), noteWidth);
    default:
      return Math.max(14, noteWidth, label === '' ? 0 : textWidth(label) + 18);
  }
}
