import { SimulationError } from '../../core/errors.ts';
import { count } from '../../core/count.ts';
import { firstLine } from '../../core/first-line.ts';

/** The serde of a client threw an error, its `cause`, on the bytes of a response. */
export class UnreadableResponse extends SimulationError {
  /**
   * @param what the awaited response in a few words
   * @param note what may have led to it, as a sentence with a space before it; or empty
   */
  constructor(what: string, bytes: Uint8Array, cause: unknown, note: string) {
    super(
      'UNREADABLE_RESPONSE',
      `${what} cannot be read: the serde of the output throws '${messageOf(cause)}' on its ${count(bytes.length, 'byte')}.` +
        (note === '' ? ` ${reasonFor(bytes)}` : note),
    );
    this.cause = cause;
  }
}

function messageOf(cause: unknown): string {
  return firstLine(cause instanceof Error ? cause.message : String(cause));
}

function reasonFor(bytes: Uint8Array): string {
  return bytes.length === 0
    ? 'The handler returned undefined, or its serde wrote nothing: let the serde read no bytes as undefined.'
    : 'The serde that wrote it is another one: give the handler and the request the same output serde.';
}
