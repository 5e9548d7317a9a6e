import type { Answer, Bench } from './bench.ts';
import type { InvocationRow, Line, Status } from './driver.ts';
import type { Json } from './json.ts';

/** Status and body of an answer, with the stack trace (whose text does not matter) reduced to its presence. */
export function seen(answer: Answer): Json {
  const { json } = answer;
  const plain =
    json !== null && typeof json === 'object' && 'stacktrace' in json ? { ...json, stacktrace: true } : json;
  return { status: answer.status, body: plain };
}

/** What a failed call answers. */
export function failure(code: number, message: string, more: Readonly<Record<string, Json>> = {}): Json {
  return { status: code, body: { code, message, source: 'invocation', ...more } };
}

/** What the ingress itself refuses. */
export function refused(code: number, message: string): Json {
  return { status: code, body: { code, message, source: 'ingress' } };
}

/** A TerminalError as a handler has caught it. */
export function caught(error: string, code: number, message: string): Json {
  return { error, code, message };
}

/** The times between the lines. */
export function gaps(lines: readonly Line[]): readonly number[] {
  return lines.slice(1).map((line, index) => line.at - (lines[index]?.at ?? 0));
}

/**
 * `as expected` if every delay is at least its nominal one and at most `stretch` times that, plus what the engine is
 * late on its own; the delays themselves otherwise.
 */
export function delays(bench: Bench, actual: readonly number[], nominal: readonly number[], stretch = 1): Json {
  const { slackMs } = bench.driver;
  const fits = (delay: number, wanted: number): boolean =>
    // Real timers fire a millisecond early now and then, and each end of a delay is rounded.
    delay >= wanted - Math.min(slackMs, 3) && delay <= Math.ceil(wanted * stretch) + slackMs;
  const good = actual.length === nominal.length && actual.every((delay, index) => fits(delay, nominal[index] ?? 0));
  return good ? 'as expected' : actual;
}

/** The server's retry policies add a random part of up to a third. */
export const jitter: number = 4 / 3;

/** Whether an invocation holds its lock: it is being worked on, or waits somewhere in its handler. */
export function isActive(row: InvocationRow | undefined): boolean {
  return row !== undefined && active.has(row.status);
}

const active: ReadonlySet<Status> = new Set(['ready', 'running', 'suspended', 'backing-off']);
