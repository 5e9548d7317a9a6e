import { UsageError } from '../core/errors.ts';
import type { TraceEvent } from './event.ts';
import { traceHash } from './recorder.ts';
import { count } from '../core/count.ts';

/** Version of the format; a reader refuses any other. */
const VERSION = 1;

/** What a trace file says about the run, apart from its events. */
export interface TraceHeader {
  readonly scenario: string;
  readonly seed: number;
  /** Versions that the run depended on, by package. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface TraceFile extends TraceHeader {
  readonly hash: string;
  readonly events: readonly TraceEvent[];
}

/**
 * Writes a trace as text: one JSON object a line, the header first. Bytes are written as `{"$bytes": base64}`, a value
 * that is undefined is left out.
 */
export function writeTrace(header: TraceHeader, events: readonly TraceEvent[]): string {
  const first = {
    format: 'restate-sim trace',
    version: VERSION,
    ...header,
    hash: traceHash(events),
    events: events.length,
  };
  return [first, ...events].map((line) => `${JSON.stringify(line, withBytes)}\n`).join('');
}

/**
 * Reads what {@link writeTrace} wrote.
 * @throws {UsageError} when the text is damaged, cut off, or of another format version; in one sentence
 */
export function readTrace(text: string): TraceFile {
  const lines = text.split('\n').filter((line) => line !== '');
  const [header, ...events] = lines.map((line, index) => parsed(line, index + 1));
  if (!isHeader(header))
    throw new UsageError('NOT_A_TRACE', 'This is no trace of restate-sim: its first line is no trace header.');
  if (header.version !== VERSION) {
    throw new UsageError(
      'UNSUPPORTED_TRACE_VERSION',
      `This trace has format version ${header.version}, this version of restate-sim reads ${VERSION}; write it again.`,
    );
  }
  if (header.events !== events.length) {
    throw new UsageError(
      'TRACE_TRUNCATED',
      `This trace has ${count(events.length, 'event')}, its header says ${header.events}: it was cut off.`,
    );
  }
  const file = { ...header, events: events as TraceEvent[] };
  if (traceHash(file.events) !== header.hash) {
    throw new UsageError(
      'TRACE_DAMAGED',
      `This trace does not have the hash ${header.hash} that its header names: it was changed.`,
    );
  }
  return file;
}

/** The events in a trace that was not stored in between: nothing is checked. */
export function eventsIn(text: string): readonly TraceEvent[] {
  const [, ...lines] = text.trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line, fromBytes) as TraceEvent);
}

interface Header extends TraceHeader {
  readonly version: number;
  readonly hash: string;
  readonly events: number;
}

function isHeader(value: unknown): value is Header {
  return typeof value === 'object' && value !== null && 'format' in value && value.format === 'restate-sim trace';
}

function parsed(line: string, number: number): unknown {
  try {
    return JSON.parse(line, fromBytes);
  } catch {
    throw new UsageError('TRACE_DAMAGED', `Line ${number} of this trace is not JSON: the file is damaged.`);
  }
}

function withBytes(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (typeof value === 'bigint') return String(value);
  return value;
}

function fromBytes(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$bytes' in value)) return value;
  return Uint8Array.from(Buffer.from(String(value.$bytes), 'base64'));
}
