import { setUpOf } from '../core/address.ts';
import { virtualTime } from '../core/virtual-time.ts';
import type { EventType, TraceEvent } from './event.ts';
import { setUpToShow } from './set-up.ts';
import { shown as shownEvent } from './shown.ts';
import { visible } from './visible.ts';
import { Narrator } from './words/narrator.ts';
import { clause, storyLine } from './words/render.ts';
import { MUST_SHOW, type Sentence } from './words/sentence.ts';

/** Lines of a story, at most. */
const MAX_LINES = 12;

/** Characters of a value or a message in a story. */
const MAX_VALUE_LENGTH = 60;

export interface StoryOptions {
  /** Lines at most. Default 12. */
  readonly max?: number;
  /** Finds the line of user code that an event comes from; the story prints it. */
  readonly lineOf?: (event: TraceEvent) => string | undefined;
}

/**
 * Describes a run in a few lines: who did what, which troubles were injected, what was observed. Of a long run the story keeps
 * the heaviest lines: first the events that show the finding, then troubles and effects, requests and responses, writes.
 * @param shown sequence numbers of the events that must appear; the story ends with the last of them
 * @returns the lines, each beginning with the virtual time since the start of the run
 */
export function storyOf(
  events: readonly TraceEvent[],
  shown: readonly number[],
  { max = MAX_LINES, lineOf }: StoryOptions = {},
): string[] {
  const must = new Set(shown);
  const last = shown.length === 0 ? Infinity : Math.max(...shown);
  const isNeeded = setUpToShow(events, must, last) ?? (() => true);
  const narrator = new Narrator(MAX_VALUE_LENGTH);
  const lines: StoryLine[] = [];
  let afterTrouble = false;
  for (const event of events) {
    if (event.seq > last) break;
    const sentence = narrator.describe(shownEvent(event));
    // What a trouble does follows from the line before.
    const isRepeated: boolean = afterTrouble && DONE_BY_TROUBLES.has(event.type);
    afterTrouble = event.type === 'trouble' || isRepeated || (afterTrouble && event.type === 'zombie');
    const weight = must.has(event.seq) ? MUST_SHOW : isRepeated ? 0 : weightOf(event, sentence);
    if (weight === 0 || !isNeeded(event)) continue;
    const text = storyLine(sentence, (address) => narrator.invocation(address));
    lines.push({ seq: event.seq, time: virtualTime(event.atMs), text, line: lineOf?.(event), weight });
  }
  // Of equal weight, the later line is nearer to the end of the story.
  const heaviest = withoutRepetitions(lines)
    .toSorted((a, b) => b.weight - a.weight || b.seq - a.seq)
    .slice(0, max);
  return heaviest.toSorted((a, b) => a.seq - b.seq).map(lineText);
}

/** What happens at once when a trouble is injected. */
const DONE_BY_TROUBLES: ReadonlySet<EventType> = new Set(['attempt failed', 'cancel requested', 'killed', 'paused']);

/** @returns each event in words, and how much it says; without its time */
export function eventsInWords(events: readonly TraceEvent[]): readonly { text: string; weight: number }[] {
  const narrator = new Narrator(MAX_VALUE_LENGTH);
  return events.map((event) => {
    const sentence = narrator.describe(shownEvent(event));
    return { text: clause(sentence, (address) => narrator.invocation(address)), weight: sentence.weight };
  });
}

/** The requests of the set-up matter least. */
function weightOf(event: TraceEvent, { weight }: Sentence): number {
  const owner = 'operation' in event ? event.operation : 'invocation' in event ? event.invocation : undefined;
  return weight > 0 && owner !== undefined && setUpOf(owner) !== undefined ? 1 : weight;
}

interface StoryLine {
  readonly seq: number;
  readonly time: string;
  readonly text: string;
  /** The line of user code that it comes from. */
  readonly line: string | undefined;
  readonly weight: number;
}

/** Of so many lines that differ only in the attempt, the first and the last are kept. */
const MIN_REPETITIONS = 4;

/** Of lines that differ only in the number of the attempt, the first and the last are kept. */
function withoutRepetitions(lines: readonly StoryLine[]): StoryLine[] {
  const alike = Map.groupBy(lines, shapeOf);
  return lines.flatMap((line) => {
    const others = alike.get(shapeOf(line)) ?? [];
    if (others.length < MIN_REPETITIONS || !ATTEMPT.test(line.text) || line === others[0]) return line;
    if (line !== others.at(-1)) return [];
    return { ...line, text: `${line.text} (and ${others.length - 2} times in between)` };
  });
}

const ATTEMPT = /\battempt \d+/;

/** A line without the number of its attempt. */
function shapeOf({ text }: StoryLine): string {
  return text.replace(ATTEMPT, 'attempt');
}

/** Width of the column of times. */
const TIME_WIDTH = 8;

function lineText({ time, text, line }: StoryLine): string {
  return visible(`${time.padStart(TIME_WIDTH)}  ${text}${line === undefined ? '' : ` (${line})`}`);
}
