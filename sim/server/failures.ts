import { attemptOf, stepOf } from '../core/address.ts';
import type { AttemptError } from '../attempt/attempt.ts';
import type { Outcome } from '../journal/outcome.ts';
import type { AttemptStream } from './attempt-stream.ts';
import type { Invocation } from './invocation.ts';
import { FAILED, REQUESTED_BY_OPERATOR, type Invoker } from './invoker.ts';
import type { ServerOptions } from './options.ts';
import { endsWhenExhausted, JITTERS, retryDelayMs } from './retries.ts';
import type { VersionRules } from './versions/version-rules.ts';
import type { WholeSeconds } from './versions/whole-seconds.ts';
import type { World } from './world.ts';

/** The wait before a retry. */
interface RetryDelay {
  readonly ms: number;
  /** Whether the invocation waits in its queue, and not with the invoker. */
  readonly inQueue: boolean;
}

/** What the failure of an attempt needs to know of it. */
type FailedAttempt = Pick<AttemptStream, 'invocation' | 'number' | 'address'>;

/** How long retries wait. */
export interface Pacing {
  readonly rules: Pick<VersionRules, 'queuedRetryMs'>;
  readonly seconds: Pick<WholeSeconds, 'notAfter'>;
}

/**
 * What follows when an attempt fails: another attempt, a pause, or the end of the invocation.
 * Rule: docs/internals/runtime-semantics.md#retry-policy
 */
export class Failures {
  readonly #world: Pick<World, 'choices' | 'clock' | 'trace'>;
  readonly #options: Pick<ServerOptions, 'disableRetries'>;
  readonly #invoker: Pick<Invoker, 'giveUp' | 'pause' | 'backOff'>;
  readonly #lifecycle: { end(invocation: Invocation, result: Outcome): void };
  readonly #pacing: Pacing;

  constructor(
    world: Pick<World, 'choices' | 'clock' | 'trace'>,
    options: Pick<ServerOptions, 'disableRetries'>,
    invoker: Pick<Invoker, 'giveUp' | 'pause' | 'backOff'>,
    lifecycle: { end(invocation: Invocation, result: Outcome): void },
    pacing: Pacing,
  ) {
    this.#world = world;
    this.#options = options;
    this.#invoker = invoker;
    this.#lifecycle = lifecycle;
    this.#pacing = pacing;
  }

  /** The connection broke: a transient error that counts, and code that may run on. */
  connectionLost(stream: AttemptStream): void {
    this.attemptFailed(stream, { code: 500, message: '[RT0010] the connection to the service was lost' });
  }

  /**
   * An attempt failed, by its own error or because its stream broke. What it has stored stays. The retry policy decides
   * whether and when the next attempt starts, unless the error itself does.
   * @param isThrown whether code of the service threw it, which has a stack then; the server's own errors have none
   */
  attemptFailed(stream: AttemptStream, error: AttemptError, isThrown: boolean = false): void {
    this.#invoker.giveUp(stream, FAILED);
    this.#failed(stream, error, isThrown);
  }

  /** An attempt failed before any code of the service ran; it counts like any other. */
  notStarted(invocation: Invocation, error: AttemptError): void {
    const number = invocation.attempts;
    this.#failed({ invocation, number, address: attemptOf(invocation.address, number) }, error, false);
  }

  #failed(stream: FailedAttempt, error: AttemptError, isThrown: boolean): void {
    const { invocation } = stream;
    invocation.lastFailure = error.message;
    invocation.reportsFailure = true;
    invocation.retriesSinceStored++;
    const counted = error.retryAfterMs === undefined && error.behavior === undefined;
    if (counted) invocation.failures++;
    const delay = this.#paced(this.retryDelay(stream, error));
    this.#trace(invocation, stream.number, error, invocation.pauseRequested ? undefined : delay?.ms);
    if (error.behavior === 'fail') this.#endWith(invocation, error, isThrown);
    else if (error.behavior === 'pause') this.#invoker.pause(invocation, error.message, 'itself');
    else if (invocation.pauseRequested) this.#invoker.pause(invocation, REQUESTED_BY_OPERATOR);
    else if (delay !== undefined) this.#invoker.backOff(invocation, delay.ms, delay.inQueue);
    else if (endsWhenExhausted(invocation, this.#options)) this.#endWith(invocation, error, isThrown);
    else this.#invoker.pause(invocation, `attempts exhausted: ${error.message}`, 'itself');
  }

  /** An attempt cannot start because its state does not fit into memory; no later one is tried. */
  outOfMemory(invocation: Invocation, message: string): void {
    const error = { code: 500, message };
    invocation.lastFailure = message;
    this.#trace(invocation, invocation.attempts, error, undefined);
    if (endsWhenExhausted(invocation, this.#options)) this.#endWith(invocation, error, false);
    else this.#invoker.pause(invocation, message, 'itself');
  }

  /** @returns ms until the next attempt, jitter included; undefined when none may follow */
  retryDelay(stream: FailedAttempt, error: AttemptError): number | undefined {
    if (error.behavior !== undefined) return undefined;
    if (error.retryAfterMs !== undefined) return error.retryAfterMs;
    if (this.#options.disableRetries) return undefined;
    const { retryPolicy, failures } = stream.invocation;
    const delay = retryDelayMs(retryPolicy, failures);
    if (delay === undefined) return undefined;
    return Math.round(delay * (1 + this.#world.choices.of('jitter', stepOf(stream.address, 'jitter'), JITTERS)));
  }

  /** Where the invocation waits, and for how long it does there. */
  #paced(ms: number | undefined): RetryDelay | undefined {
    if (ms === undefined) return undefined;
    const { rules, seconds } = this.#pacing;
    if (ms < rules.queuedRetryMs) return { ms, inQueue: false };
    const { now } = this.#world.clock;
    return { ms: Math.max(0, seconds.notAfter(now + ms) - now), inQueue: true };
  }

  #trace(invocation: Invocation, attempt: number, error: AttemptError, retryInMs: number | undefined): void {
    this.#world.trace.add({
      type: 'attempt failed',
      invocation: invocation.address,
      attempt,
      code: error.code,
      message: error.message,
      retryInMs,
      ...(error.docCode !== undefined && { docCode: error.docCode }),
      mismatch: error.mismatch,
    });
  }

  #endWith(invocation: Invocation, error: AttemptError, isThrown: boolean): void {
    invocation.resultHasStacktrace = isThrown;
    // The rest of a mismatch message depends on the engine, and clients must not see which one ran.
    const message = error.mismatch === undefined ? error.message : MISMATCH;
    this.#lifecycle.end(invocation, { failure: { code: error.code, message } });
  }
}

/** The first sentence of the SDK's message for a replay that issued another command. */
const MISMATCH =
  'Found a mismatch between the code paths taken during the previous execution and the paths taken during this execution.';
