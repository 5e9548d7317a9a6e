import type { AttemptStream } from './attempt-stream.ts';
import type { Invocation } from './invocation.ts';

/**
 * The streams that the server listens to, the attempts whose code may still run, and those that have something to do.
 * Rule: docs/internals/runtime-semantics.md#a-kill-does-not-stop-running-code
 */
export class Streams {
  readonly #open = new Map<Invocation, AttemptStream>();
  /** Attempts whose code may still run, zombies included. */
  readonly #running = new Set<AttemptStream>();
  #touched: AttemptStream[] = [];

  /** The stream of the invocation's current attempt; undefined while it has none. */
  of(invocation: Invocation): AttemptStream | undefined {
    return this.#open.get(invocation);
  }

  /** Every stream that the server listens to, by address. */
  get open(): AttemptStream[] {
    return byAddress(this.#open.values());
  }

  add(stream: AttemptStream): void {
    this.#open.set(stream.invocation, stream);
    this.#running.add(stream);
  }

  /** The server does not listen any more. The attempt is forgotten unless its code may still do something. */
  remove(stream: AttemptStream): void {
    if (this.#open.get(stream.invocation) === stream) this.#open.delete(stream.invocation);
    if (stream.attempt.finished && !stream.closuresWaiting) this.#running.delete(stream);
  }

  /**
   * Forgets the attempts whose code may still run.
   * @param uri of the process in which they run; undefined for all
   * @returns them, by address
   */
  takeRunning(uri?: string): AttemptStream[] {
    const running = byAddress(this.#running).filter((stream) => this.runsAt(stream, uri));
    for (const stream of running) this.#running.delete(stream);
    return running;
  }

  /** Whether an attempt runs in the process at a URI, whatever its deployment has as URI now. */
  runsAt({ destination: { deployment } }: AttemptStream, uri: string | undefined): boolean {
    return uri === undefined || deployment.uri === uri;
  }

  /** Attempts whose code was given something to do since the last {@link takeTouched}, oldest first. */
  get touched(): readonly AttemptStream[] {
    return this.#touched;
  }

  touch(stream: AttemptStream): void {
    this.#touched.push(stream);
  }

  /** @returns the touched attempts, latest first; from now on none is touched */
  takeTouched(): readonly AttemptStream[] {
    const touched = this.#touched;
    if (touched.length > 0) this.#touched = [];
    return touched.reverse();
  }
}

/** A fault that affects many attempts must not depend on which of them happened to start first. */
function byAddress(streams: Iterable<AttemptStream>): AttemptStream[] {
  return [...streams].toSorted((a, b) => (a.address < b.address ? -1 : 1));
}
