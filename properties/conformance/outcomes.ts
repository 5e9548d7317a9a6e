import type { Answer } from './bench.ts';
import type { Line } from './driver.ts';
import type { Json } from './json.ts';

/** Status and body of an answer, with the stack trace (whose text is nobody's business) reduced to its presence. */
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

export function success(body: Json): Json {
  return { status: 200, body };
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
 * `as expected` if every delay is at least its nominal one and at most `stretch` times that, plus what a busy machine
 * may add; the delays themselves otherwise. Without a stretch the delay must be exact, which it is in virtual time.
 */
export function delays(actual: readonly number[], nominal: readonly number[], stretch = 1): Json {
  const fits = (delay: number, wanted: number): boolean =>
    // Timers of Node and of the server may both fire a millisecond early.
    delay >= wanted - 3 && delay <= wanted * stretch + machineSlackMs;
  const good = actual.length === nominal.length && actual.every((delay, index) => fits(delay, nominal[index] ?? 0));
  return good ? 'as expected' : actual;
}

/** The server's retry policies add a random part of up to a third. */
export const jitter: number = 4 / 3;

const machineSlackMs = 400;
