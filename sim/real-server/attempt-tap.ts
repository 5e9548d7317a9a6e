import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { bodyOf, COMMANDS, COMMAND_TYPES, CONTROL } from '../attempt/sdk/frames.ts';
import type { FromAttempt, ToAttempt, WireCommands } from '../attempt/sdk/messages.ts';
import type { Phase } from '../core/address.ts';

/** Header of a request that names its operation; the server keeps it with the input. */
export const OPERATION_HEADER = 'x-restate-sim-operation';

/** What is known of one attempt by what goes over its stream. */
export interface AttemptSeen {
  /** Id of the invocation. */
  readonly id: string | undefined;
  /** The operation that it belongs to, for a client's own invocation. */
  readonly operation: string | undefined;
  /** Commands of the journal so far, the input included. */
  readonly commands: number;
}

/** A moment that a stream comes to, before or after something is written to the server. */
export interface Moment {
  readonly entry: number;
  readonly phase: Phase;
}

export interface TapOptions {
  /** Called when the input was read, with the invocation of this attempt. */
  readonly began: (seen: AttemptSeen) => void;
  /** Whether anything is to be held up at all. */
  readonly isArmed: () => boolean;
  /** Called at each moment; nothing more is written until it is over. */
  readonly at: (moment: Moment, seen: AttemptSeen) => Promise<void>;
}

/**
 * Looks at the frames that go over the stream of an attempt, both ways, and holds up what the attempt writes while
 * something else happens first.
 * @returns what is known of the attempt, as it goes
 */
export function tapped(
  request: Http2ServerRequest,
  response: Http2ServerResponse,
  { began, isArmed, at }: TapOptions,
): AttemptSeen {
  const seen = { id: undefined as string | undefined, operation: undefined as string | undefined, commands: 0 };
  /** Completion of a run -> entry of its command. */
  const runs = new Map<number, number>();
  const count = (type: number, body: Uint8Array): void => {
    if (!COMMAND_TYPES.has(type)) return;
    if (type === COMMANDS.Run) {
      runs.set((bodyOf('Run', body) as WireCommands['Run']).resultCompletionId, seen.commands);
    }
    seen.commands++;
  };
  const incoming = new Frames();
  request.on('data', (chunk: Buffer) => {
    // The commands that a stream begins with are those that were stored before.
    for (const { type, body } of incoming.read(chunk)) {
      if (type === CONTROL.Start) seen.id = (bodyOf('Start', body) as ToAttempt['Start']).debugId;
      if (type === COMMANDS.Input) {
        const { headers } = bodyOf('Input', body) as WireCommands['Input'];
        seen.operation = headers.find(({ key }) => key === OPERATION_HEADER)?.value;
        began(seen);
      }
      count(type, body);
    }
  });

  const write = response.write.bind(response) as (chunk: Uint8Array, done?: () => void) => boolean;
  const end = response.end.bind(response) as () => void;
  const written = (bytes: Uint8Array): Promise<void> => new Promise((resolve) => void write(bytes, () => resolve()));
  const outgoing = new Frames();
  let queue: Promise<void> = Promise.resolve();
  const next = (what: () => Promise<void>): void => void (queue = queue.then(what));
  const send = ({ type, body, bytes }: Frame): void => {
    const isProposal = type === CONTROL.ProposeRunCompletion;
    const entry = isProposal ? runs.get(proposed(body)) : COMMAND_TYPES.has(type) ? seen.commands : undefined;
    // Counted as it is written: a closure that starts now belongs to it.
    count(type, body);
    next(async () => {
      if (entry === undefined || !isArmed()) return written(bytes);
      await at({ entry, phase: isProposal ? 'inside' : 'before' }, seen);
      await written(bytes);
      // A run is stored only with its result.
      if (type !== COMMANDS.Run) await at({ entry, phase: 'after' }, seen);
    });
  };
  response.write = (chunk: Uint8Array, ...rest: unknown[]): boolean => {
    for (const frame of outgoing.read(chunk)) send(frame);
    const done = rest.at(-1);
    if (typeof done === 'function') next(() => Promise.resolve((done as () => void)()));
    return true;
  };
  response.end = (...rest: unknown[]): Http2ServerResponse => {
    const [chunk] = rest;
    if (chunk instanceof Uint8Array) for (const frame of outgoing.read(chunk)) send(frame);
    next(() => Promise.resolve(end()));
    return response;
  };
  return seen;
}

function proposed(body: Uint8Array): number {
  return (bodyOf('ProposeRunCompletion', body) as FromAttempt['ProposeRunCompletion']).resultCompletionId;
}

interface Frame {
  readonly type: number;
  readonly body: Uint8Array;
  /** The frame as it came. */
  readonly bytes: Uint8Array;
}

const HEADER_BYTES = 8;

/** Cuts one direction of a stream into frames, which may come in any portions. */
class Frames {
  #rest = Buffer.alloc(0);

  *read(chunk: Uint8Array): Generator<Frame> {
    let all = Buffer.concat([this.#rest, chunk]);
    while (all.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + all.readUInt32BE(4);
      if (all.length < end) break;
      const bytes = all.subarray(0, end);
      all = all.subarray(end);
      this.#rest = all;
      yield { type: bytes.readUInt16BE(0), body: bytes.subarray(HEADER_BYTES), bytes };
    }
    this.#rest = all;
  }
}
