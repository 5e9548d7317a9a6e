import type { TraceEvent } from './event.ts';
import { traceHash } from './recorder.ts';

/** Version of the format. */
const VERSION = 1;

/** What a trace file says about the run, apart from its events. */
export interface TraceHeader {
  readonly scenario: string;
  readonly seed: number;
  /** Versions that the run depended on, by package. */
  readonly versions: Readonly<Record<string, string>>;
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

/** The events of what {@link writeTrace} wrote. Nothing is checked: the text must come from this version. */
export function eventsIn(text: string): readonly TraceEvent[] {
  const [, ...lines] = text.trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line, fromBytes) as TraceEvent);
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
