import type { ShownEvent } from '../../sim/trace/shown.ts';
import { short } from '../../sim/trace/words/payload-text.ts';
import type { Step } from '../data/steps.ts';
import type { Tone } from '../data/tones.ts';
import { MARKS, type Context, type Drawn } from './event-marks.ts';
import { MAX_NOTE_LENGTH, textWidth, type LaneName, type Shape } from './geometry.ts';

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

const MAX_LABEL_LENGTH = 26;
const MIN_NOTE_LENGTH = 16;

/** The marks of a step: at most a few for each lane. */
export function sketchesOf(step: Step, context: Context): readonly Sketch[] {
  const hasTrouble = step.events.some(({ type }) => type === 'trouble');
  return step.events.flatMap((event) => {
    // The mark of the trouble shows it.
    if (hasTrouble && event.type === 'attempt failed') return [];
    const drawn = markOf(event, context);
    return drawn === undefined ? [] : [sketch(drawn, event, context.isZombie(event))];
  });
}

function markOf(event: ShownEvent, context: Context): Drawn | undefined {
  const lane = 'invocation' in event && event.invocation !== undefined ? `invocation ${event.invocation}` : 'world';
  // The table has for each type a mark of exactly that type, which TypeScript cannot follow through the look-up.
  const mark = MARKS[event.type] as (event: ShownEvent, lane: LaneName, context: Context) => Drawn | undefined;
  return mark(event, lane as LaneName, context);
}

function sketch(
  { lane, shape, tone, label = '', note = '', entries = 0 }: Drawn,
  { seq }: ShownEvent,
  ghost: boolean,
): Sketch {
  const cutLabel = short(label, MAX_LABEL_LENGTH);
  // A note is not much wider than its box; the panel shows it in full.
  const room = shape === 'box' ? Math.max(MIN_NOTE_LENGTH, cutLabel.length + 4) : MAX_NOTE_LENGTH;
  const cutNote = short(note, room);
  const width = widthOf(shape, cutLabel, cutNote, entries);
  return { lane, seq, shape, tone, label: cutLabel, note: cutNote, ghost, entries, width };
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
