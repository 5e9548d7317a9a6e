import type { BoundHandler } from '../definition.ts';

/** One request to the SDK, and both directions of its stream, for either entry. */
export interface Connection {
  send(bytes: Uint8Array): void;
  /** The SDK has called the handler. */
  entered(): void;
  /** Half-closes the request. */
  closeInput(): void;
  /** The connection is lost: the SDK fails the attempt. */
  cut(): void;
  /** The process died: the SDK receives nothing any more. */
  drop(): void;
  /** Frees the memory of the state machine. Only once nothing of the attempt is in flight. */
  free(): void;
}

/** What the SDK's side of a connection reports. */
export interface ConnectionListener {
  /** Runs code of the SDK in the scope of the attempt: it calls back into user code, such as `asTerminalError`. */
  inScope<T>(code: () => T): T;
  /** Bytes have been written. @returns a promise for the moment at which the write counts as done */
  received(bytes: Uint8Array): Promise<void>;
  /** The SDK has finished the request. */
  ended(): void;
  /** The SDK gave up without a word: the response never ends. */
  gaveUp(): void;
}

/** A way into the SDK for one handler. */
export interface Entry {
  /** Whether a write is done as soon as it is made, whatever {@link ConnectionListener.received} returns. */
  readonly writesAtOnce: boolean;
  /** @param token one of the request's extra arguments, by which the handler's side finds its attempt */
  connect(headers: Readonly<Record<string, string>>, token: unknown, listener: ConnectionListener): Connection;
}

/** Makes entries: through the public fetch handler, or around it. */
export interface EntryMaker {
  entry(handler: BoundHandler, definition: object): Entry;
}
