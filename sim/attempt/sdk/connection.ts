import type { BoundHandler } from '../definition.ts';

/** One request to the SDK, and both directions of its stream, whichever way the SDK was entered. */
export interface Connection {
  send(bytes: Uint8Array): void;
  /** The handler has been entered. */
  entered(): void;
  /** Half-closes the request. */
  closeInput(): void;
  /** The connection is lost: the SDK fails the attempt. */
  cut(): void;
  /** The process died: nothing is told to the SDK any more. */
  drop(): void;
  /** Gives the memory of the state machine back. Only once nothing of the attempt can be under way. */
  free(): void;
}

/** What the SDK's side of a connection reports. */
export interface ConnectionListener {
  /** Bytes have been written. @returns a promise for the moment at which the write counts as done */
  received(bytes: Uint8Array): Promise<void>;
  /** The SDK has come to the end of the request. */
  ended(): void;
}

/** A way into the SDK for one handler. */
export interface Entry {
  /** Whether a write is done as soon as it is made, whatever {@link ConnectionListener.received} answers. */
  readonly writesAtOnce: boolean;
  /** @param mark stands among the request's extra arguments, by which the handler's side finds its attempt */
  connect(headers: Readonly<Record<string, string>>, mark: unknown, listener: ConnectionListener): Connection;
}

/** Makes entries: by the public fetch handler, or past it. */
export interface EntryMaker {
  entry(handler: BoundHandler, definition: object): Entry;
}
