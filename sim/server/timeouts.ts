import type { Step } from '../core/agenda.ts';
import type { AttemptStream } from './attempt-stream.ts';
import { DeclaredStep, failFootprint } from './ending.ts';
import type { Server } from './server.ts';

/** How long an aborted stream may drain. */
const DRAIN_MS = 5_000;

/** How long the server is patient with an attempt: inactivity half-closes its input, the abort timeout ends its stream. */
export class Timeouts {
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  /** Arms the inactivity timeout of an attempt, whatever it waits for. Called after each turn of user code. */
  watch(stream: AttemptStream): void {
    if (stream.draining !== undefined && !stream.attempt.busy) this.#drained(stream);
    if (!stream.open || stream.inactivity !== undefined || stream.attempt.finished) return;
    this.#armInactivity(stream);
  }

  #armInactivity(stream: AttemptStream): void {
    const { clock, agenda } = this.#server.world;
    const timeout = this.#server.invoker.inactivityMs(stream.invocation);
    if (timeout === Infinity) return;
    stream.inactivity = clock.arm({
      atMs: stream.lastActivityMs + timeout,
      housekeeping: false,
      due: () => {
        // Stays in place until its step is taken, so that no second one is armed meanwhile.
        if (!stream.open) return;
        if (stream.lastActivityMs + timeout > clock.now) this.#armInactivity(stream);
        else agenda.add(this.#inactivityStep(stream));
      },
    });
  }

  #inactivityStep(stream: AttemptStream): Step {
    return {
      chain: `${stream.address} inactivity`,
      address: `${stream.address}:inactivity`,
      footprint: { reads: ['clock'], writes: [stream.resource] },
      runsUserCode: true,
      perform: () => {
        if (!stream.open) return;
        stream.closeInput();
        this.#armAbort(stream);
      },
    };
  }

  #armAbort(stream: AttemptStream): void {
    const { clock, agenda } = this.#server.world;
    const timeout = stream.invocation.handler.options.abortTimeoutMs;
    stream.inactivity = clock.arm({
      atMs: clock.now + timeout,
      housekeeping: false,
      due: () => {
        if (!stream.open) return;
        agenda.add(
          new DeclaredStep(
            `${stream.address}:abort`,
            true,
            () => failFootprint(this.#server, stream),
            () => {
              if (stream.open) this.#abort(stream, timeout);
            },
          ),
        );
      },
    });
  }

  /**
   * The server closes the stream and lets it drain: it counts the attempt as failed when its code has come to an end,
   * or after five seconds, whichever is first.
   */
  #abort(stream: AttemptStream, timeout: number): void {
    const { clock, trace } = this.#server.world;
    stream.close();
    stream.disconnect();
    trace.add({ type: 'zombie', invocation: stream.invocation.address, attempt: stream.number, why: 'aborted' });
    const failed = (): void =>
      this.#server.invoker.attemptFailed(stream, {
        code: 500,
        message: `the invocation stream was closed after the 'abort timeout' (${timeout} ms) fired`,
      });
    stream.draining = failed;
    stream.inactivity = clock.arm({
      atMs: clock.now + DRAIN_MS,
      housekeeping: false,
      due: () => this.#drained(stream),
    });
  }

  /** The stream has drained, or has had its time for it: a step of its own, because the world can see it. */
  #drained(stream: AttemptStream): void {
    const failed = stream.draining;
    stream.draining = undefined;
    if (failed === undefined) return;
    this.#server.world.agenda.add(
      new DeclaredStep(
        `${stream.address}:drained`,
        false,
        () => failFootprint(this.#server, stream),
        () => {
          if (stream.invocation.stream === stream) failed();
        },
      ),
    );
  }
}
