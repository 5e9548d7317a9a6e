import { stepOf } from '../core/address.ts';
import type { AttemptError } from '../attempt/attempt.ts';
import type { Step } from '../core/agenda.ts';
import type { Footprint } from '../core/footprint.ts';
import type { AttemptStream } from './attempt-stream.ts';
import type { Invocation } from './invocation.ts';
import type { ServerOptions } from './options.ts';
import type { World } from './world.ts';

/** How long an aborted stream may drain. */
const DRAIN_MS = 5_000;

/** What the timeouts need of other parts. */
export interface TimeoutPorts {
  readonly streams: { of(invocation: Invocation): AttemptStream | undefined };
  readonly failures: { attemptFailed(stream: AttemptStream, error: AttemptError): void };
  readonly footprints: { ofFailure(stream: AttemptStream): Footprint };
}

/**
 * How long the server waits for an attempt that sends nothing: the inactivity timeout half-closes its input, the abort
 * timeout closes its stream.
 * Rule: docs/internals/runtime-semantics.md#suspension-timeouts-and-failures
 */
export class Timeouts {
  readonly #world: Pick<World, 'agenda' | 'clock' | 'trace'>;
  readonly #options: Pick<ServerOptions, 'inactivityTimeoutMs'>;
  readonly #ports: TimeoutPorts;

  constructor(
    world: Pick<World, 'agenda' | 'clock' | 'trace'>,
    options: Pick<ServerOptions, 'inactivityTimeoutMs'>,
    ports: TimeoutPorts,
  ) {
    this.#world = world;
    this.#options = options;
    this.#ports = ports;
  }

  /** Called when an attempt has started: without any patience its input is closed at once. */
  started(stream: AttemptStream): void {
    if (this.inactivityMs(stream) === 0) stream.closeInput();
  }

  /** Arms the inactivity timeout of an attempt, whatever it waits for. Called after each turn of user code. */
  watch(stream: AttemptStream): void {
    if (stream.draining !== undefined && !stream.attempt.busy) this.#drained(stream);
    if (!stream.open || stream.timeout !== undefined || stream.attempt.finished) return;
    this.#armInactivity(stream);
  }

  /** @returns ms; Infinity for an attempt that the server never asks to suspend */
  inactivityMs({ destination: { options } }: AttemptStream): number {
    return options.inactivityTimeoutMs ?? this.#options.inactivityTimeoutMs;
  }

  #armInactivity(stream: AttemptStream): void {
    const { clock, agenda } = this.#world;
    const timeout = this.inactivityMs(stream);
    if (timeout === Infinity) return;
    stream.timeout = clock.arm({
      atMs: stream.lastActivityMs + timeout,
      housekeeping: false,
      suspends: stream.invocation.address,
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
      address: stepOf(stream.address, 'inactivity'),
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
    const { clock, agenda } = this.#world;
    const timeout = stream.destination.options.abortTimeoutMs;
    stream.timeout = clock.arm({
      atMs: clock.now + timeout,
      housekeeping: false,
      due: () => {
        if (!stream.open) return;
        const abort = (): void => {
          if (stream.open) this.#abort(stream, timeout);
        };
        agenda.add(new FailureStep(stepOf(stream.address, 'abort'), true, stream, this.#ports.footprints, abort));
      },
    });
  }

  /**
   * The server closes the stream and lets it drain: it counts the attempt as failed when its code has come to an end,
   * or after five seconds, whichever is first.
   */
  #abort(stream: AttemptStream, timeout: number): void {
    const { clock, trace } = this.#world;
    stream.close();
    stream.disconnect();
    trace.add({ type: 'zombie', invocation: stream.invocation.address, attempt: stream.number, why: 'aborted' });
    const failed = (): void =>
      this.#ports.failures.attemptFailed(stream, {
        code: 500,
        message: `the invocation stream was closed after the 'abort timeout' (${timeout} ms) fired`,
      });
    stream.draining = failed;
    stream.timeout = clock.arm({
      atMs: clock.now + DRAIN_MS,
      housekeeping: false,
      due: () => this.#drained(stream),
    });
  }

  /** The stream has drained, or its time for that is over: a step of its own, because the world can see it. */
  #drained(stream: AttemptStream): void {
    const failed = stream.draining;
    stream.draining = undefined;
    if (failed === undefined) return;
    const end = (): void => {
      if (this.#ports.streams.of(stream.invocation) === stream) failed();
    };
    this.#world.agenda.add(
      new FailureStep(stepOf(stream.address, 'drained'), false, stream, this.#ports.footprints, end),
    );
  }
}

/** An attempt fails by a timeout. The footprint is computed on demand: what the failure touches changes meanwhile. */
class FailureStep implements Step {
  readonly chain: string;
  readonly address: string;
  readonly runsUserCode: boolean;
  readonly perform: () => void;
  readonly #stream: AttemptStream;
  readonly #footprints: TimeoutPorts['footprints'];

  constructor(
    address: string,
    runsUserCode: boolean,
    stream: AttemptStream,
    footprints: TimeoutPorts['footprints'],
    perform: () => void,
  ) {
    this.chain = address;
    this.address = address;
    this.runsUserCode = runsUserCode;
    this.perform = perform;
    this.#stream = stream;
    this.#footprints = footprints;
  }

  get footprint(): Footprint {
    return this.#footprints.ofFailure(this.#stream);
  }
}
