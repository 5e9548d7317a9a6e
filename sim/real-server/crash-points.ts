import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { COMMAND_TYPES } from '../attempt/sdk/frames.ts';

/** A moment at which the process that serves the handlers dies for real. */
export interface CrashPoint {
  /** The operation that it belongs to, by the header that its request carried. */
  readonly operation: string;
  readonly attempt: number;
  /** Number of the command, the input being 0. */
  readonly entry: number;
  /** Whether the command is written before. */
  readonly phase: 'before' | 'after';
}

/** Header of a request that names its operation; the server keeps it with the input. */
export const OPERATION_HEADER = 'x-restate-sim-operation';

const FRAME_BYTES = 8;

/**
 * Looks at what goes over a stream to the server, and strikes when a command comes that is a crash point: its frames
 * tell how many commands there are, its first ones to which operation it belongs.
 * @param strike ends the process
 */
export class CrashPoints {
  #points: readonly CrashPoint[] = [];
  /** Operation -> attempts that have begun. */
  readonly #attempts = new Map<string, number>();
  readonly #strike: () => void;

  constructor(strike: () => void) {
    this.#strike = strike;
  }

  /** From now on these; attempts count anew. */
  set(points: readonly CrashPoint[], attempts: Readonly<Record<string, number>> = {}): void {
    this.#points = points;
    this.#attempts.clear();
    for (const [operation, count] of Object.entries(attempts)) this.#attempts.set(operation, count);
  }

  /** Attempts of each operation so far; whoever starts the process anew tells it. */
  get attempts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#attempts);
  }

  /** @param began told when it is known whose attempt this is. @returns what is known of the stream, as it goes */
  watch(request: Http2ServerRequest, response: Http2ServerResponse, began: (operation: string) => void): Stream {
    let opening = '';
    const incoming = new FrameTypes();
    const stream: Stream = { id: undefined, operation: undefined, attempt: 0, commands: 0 };
    request.on('data', (chunk: Buffer) => {
      // The commands that a stream begins with are those that were stored before.
      stream.commands += incoming.commandsIn(chunk);
      if (stream.operation !== undefined || opening.length > MOST_OPENING) return;
      opening += chunk.toString('latin1');
      stream.id ??= /\binv_\w+/.exec(opening)?.[0];
      stream.operation = operationIn(opening);
      if (stream.operation === undefined) return;
      stream.attempt = (this.#attempts.get(stream.operation) ?? 0) + 1;
      this.#attempts.set(stream.operation, stream.attempt);
      began(stream.operation);
    });
    const write = response.write.bind(response) as (...args: unknown[]) => boolean;
    response.write = (chunk: Uint8Array, ...rest: unknown[]): boolean => {
      for (const type of typesIn(chunk)) {
        if (!COMMAND_TYPES.has(type)) continue;
        const point = this.#pointAt(stream);
        stream.commands++;
        if (point?.phase === 'before') {
          this.#strike();
          return false;
        }
        if (point?.phase === 'after') return write(chunk, () => setTimeout(this.#strike, FLUSH_MS));
      }
      return write(chunk, ...rest);
    };
    return stream;
  }

  #pointAt({ operation, attempt, commands }: Stream): CrashPoint | undefined {
    return this.#points.find(
      (each) => each.operation === operation && each.attempt === attempt && each.entry === commands,
    );
  }
}

/** What is known of one attempt by what goes over its stream. */
export interface Stream {
  /** Id of the invocation. */
  id: string | undefined;
  /** The operation that it belongs to, for a client's own invocation. */
  operation: string | undefined;
  attempt: number;
  /** Commands of the journal so far, the input included. */
  commands: number;
}

/** What the beginning of a stream may take until the operation is known. */
const MOST_OPENING = 256 * 1024;
/** What was written has to reach the server. */
const FLUSH_MS = 20;

/** A header in the input is two texts with their lengths, one after the other. */
function operationIn(opening: string): string | undefined {
  const at = opening.indexOf(OPERATION_HEADER);
  if (at < 0 || at + OPERATION_HEADER.length + 2 > opening.length) return undefined;
  const length = opening.charCodeAt(at + OPERATION_HEADER.length + 1);
  const from = at + OPERATION_HEADER.length + 2;
  return from + length > opening.length ? undefined : opening.slice(from, from + length);
}

/** Counts the commands in one direction of a stream; frames may come in any portions. */
class FrameTypes {
  /** Bytes of the frame that has begun that are still to come. */
  #left = 0;
  #head = Buffer.alloc(0);

  commandsIn(chunk: Buffer): number {
    let commands = 0;
    let rest = chunk;
    while (rest.length > 0) {
      const skipped = Math.min(this.#left, rest.length);
      this.#left -= skipped;
      rest = rest.subarray(skipped);
      const wanted = FRAME_BYTES - this.#head.length;
      this.#head = Buffer.concat([this.#head, rest.subarray(0, wanted)]);
      rest = rest.subarray(wanted);
      if (this.#head.length < FRAME_BYTES) break;
      if (COMMAND_TYPES.has(this.#head.readUInt16BE(0))) commands++;
      this.#left = this.#head.readUInt32BE(4);
      this.#head = Buffer.alloc(0);
    }
    return commands;
  }
}

/** Message types of the frames in a piece; the SDK writes whole frames. */
function* typesIn(bytes: Uint8Array): Generator<number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + FRAME_BYTES <= bytes.length; at += FRAME_BYTES + view.getUint32(at + 4)) {
    yield view.getUint16(at);
  }
}
