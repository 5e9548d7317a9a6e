import { setUpOf } from '../core/address.ts';
import { durationText } from '../core/duration-text.ts';
import { itemAt } from '../core/item-at.ts';
import { virtualTime } from '../core/virtual-time.ts';
import type { EventType, TraceEvent } from './event.ts';
import { setUpToShow } from './set-up.ts';
import { shown as shownEvent } from './shown.ts';
import type { SourceLine } from './source-line.ts';
import { SourceLines } from './source-lines.ts';
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
  /** The lines of user code that the run came from; the story prints them after what they did. */
  readonly lines?: readonly SourceLine[];
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
  { max = MAX_LINES, lines: sources = [] }: StoryOptions = {},
): string[] {
  const must = new Set(shown);
  const last = shown.length === 0 ? Infinity : Math.max(...shown);
  const isNeeded = setUpToShow(events, must, last) ?? (() => true);
  const narrator = new Narrator(MAX_VALUE_LENGTH);
  const known = new SourceLines(sources);
  const lines: StoryLine[] = [];
  let afterTrouble = false;
  for (const event of events) {
    if (event.seq > last) break;
    known.see(event);
    const sentence = narrator.describe(shownEvent(event));
    // What a trouble does follows from the line before.
    const isRepeated: boolean = afterTrouble && DONE_BY_TROUBLES.has(event.type);
    afterTrouble = event.type === 'trouble' || isRepeated || (afterTrouble && event.type === 'zombie');
    const weight = must.has(event.seq) ? MUST_SHOW : isRepeated ? 0 : weightOf(event, sentence);
    if (weight === 0 || !isNeeded(event)) continue;
    const text = storyLine(sentence, (address) => narrator.invocation(address));
    lines.push({
      seq: event.seq,
      atMs: event.atMs,
      text,
      line: known.of(event),
      stored: known.ofStored(event),
      weight,
    });
  }
  // Of equal weight, the later line is nearer to the end of the story.
  const heaviest = withoutRepetitions(lines)
    .toSorted((a, b) => b.weight - a.weight || b.seq - a.seq)
    .slice(0, max);
  return withJumps(heaviest.toSorted((a, b) => a.seq - b.seq));
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
  readonly atMs: number;
  readonly text: string;
  /** The line of user code that it comes from. */
  readonly line: string | undefined;
  /** For an attempt whose replay differs: the line that has stored the entry. */
  readonly stored: string | undefined;
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

/** Width of the column of times: as wide as the widest, within limits. A longer time pushes its line to the right. */
const MIN_TIME_WIDTH = 8;
const MAX_TIME_WIDTH = 14;

/** From this on, a line says that time has passed. */
const MIN_JUMP_MS = 60_000;

/** The lines as text; a jump of time is a line of its own. */
function withJumps(lines: readonly StoryLine[]): string[] {
  const times = lines.map(({ atMs }) => virtualTime(atMs));
  const width = Math.min(MAX_TIME_WIDTH, Math.max(MIN_TIME_WIDTH, ...times.map(({ length }) => length)));
  return lines.flatMap(({ atMs, text, line, stored }, index) => {
    const shownLine = visible(`${itemAt(times, index).padStart(width)}  ${text}${sourceOf(line, stored)}`);
    const jumpMs = atMs - (lines[index - 1]?.atMs ?? atMs);
    return jumpMs < MIN_JUMP_MS ? [shownLine] : [`${' '.repeat(width)}  … ${roughly(jumpMs)} later`, shownLine];
  });
}

/** The line of user code in brackets; where another line has stored the entry that differs, both. */
function sourceOf(line: string | undefined, stored: string | undefined): string {
  if (stored === undefined || stored === line) return line === undefined ? '' : ` (${line})`;
  return ` (${line === undefined ? '' : `${line}, `}stored by ${stored})`;
}

/** A duration in at most two units: days and hours, hours and minutes, or minutes and seconds. */
function roughly(ms: number): string {
  const unitMs = ms >= DAY_MS ? HOUR_MS : ms >= HOUR_MS ? MINUTE_MS : 1_000;
  return durationText(Math.round(ms / unitMs) * unitMs);
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
