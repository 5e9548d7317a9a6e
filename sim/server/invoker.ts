import type { Step } from '../core/agenda.ts';
import { leavesOf, type Future } from '../journal/future.ts';
import { CANCEL_SIGNAL, notificationId, signalId, type NotificationId } from '../journal/notification.ts';
import type { AttemptStream } from './attempt-stream.ts';
import type { Invocation } from './invocation.ts';
import { StartStep, type Starting } from './start-step.ts';
import type { Streams } from './streams.ts';
import type { Slots } from './versions/slots.ts';
import type { World } from './world.ts';

/** Why an invocation was paused or resumed, when an operator did it. */
export const REQUESTED_BY_OPERATOR = 'asked for by an operator';
/** Why the stream of an attempt is given up that ended with an error of its own. */
export const FAILED = 'failed';

/** Decides when attempts start and when they stop: makes invocations ready, suspends, resumes, pauses and releases them. */
export class Invoker {
  readonly #world: Pick<World, 'agenda' | 'clock' | 'trace'>;
  readonly #streams: Streams;
  readonly #attempts: Starting;
  readonly #slots: Pick<Slots, 'drop' | 'holds' | 'request'> | undefined;
  readonly #starting = new Map<Invocation, Step>();

  /**
   * @param attempts starts an attempt, in a step of the world
   * @param slots of a server that has concurrency limits
   */
  constructor(
    world: Pick<World, 'agenda' | 'clock' | 'trace'>,
    streams: Streams,
    attempts: Starting,
    slots?: Pick<Slots, 'drop' | 'holds' | 'request'>,
  ) {
    this.#world = world;
    this.#streams = streams;
    this.#attempts = attempts;
    this.#slots = slots;
  }

  /** Renews the retry budget of an invocation; its next attempt may start from now on. */
  ready(invocation: Invocation): void {
    invocation.failures = 0;
    invocation.retriesSinceStored = 0;
    invocation.retry = undefined;
    // A report that a pause has kept goes on.
    if (invocation.keptReport === undefined) {
      invocation.attemptsBefore = invocation.attempts;
      invocation.reportsFailure = false;
    }
    invocation.keptReport = undefined;
    this.#enqueueStart(invocation);
  }

  /** Makes a suspended or paused invocation ready again. @param deployment number of that to which an operator moved it */
  resume(invocation: Invocation, why: string, deployment?: number): void {
    invocation.awaited = [];
    this.#world.trace.add({
      type: 'resumed',
      invocation: invocation.address,
      why,
      ...(deployment !== undefined && { deployment }),
    });
    if (invocation.queuedUntilMs === undefined) this.ready(invocation);
    else this.#waitUntil(invocation, invocation.queuedUntilMs);
  }

  /** Ends the wait for the next attempt. The retry budget stays as it is. */
  retryNow(invocation: Invocation): void {
    if (invocation.status !== 'backing-off') return;
    this.#cancelRetry(invocation);
    this.#enqueueStart(invocation);
  }

  /** Stops all activity of an invocation that ends, is killed, is paused or has lost its server. */
  release(invocation: Invocation, why: string = invocation.status): void {
    const start = this.#starting.get(invocation);
    if (start !== undefined) {
      this.#world.agenda.drop(start);
      this.#starting.delete(invocation);
    }
    this.#cancelRetry(invocation);
    const stream = this.#streams.of(invocation);
    if (stream !== undefined) this.giveUp(stream, why);
    this.#slots?.drop(invocation);
  }

  /** Pauses a running invocation when its attempt next suspends or fails, and asks the attempt to suspend. */
  requestPause(invocation: Invocation): void {
    invocation.pauseRequested = true;
    const stream = this.#streams.of(invocation);
    if (stream?.attempt.finished === false) stream.closeInput();
  }

  /**
   * Keeps lock, journal and state; only resume, cancel or kill go on from here.
   * @param by whether code or retry policy of the invocation paused it, or an operator or an injected fault
   */
  pause(invocation: Invocation, why: string, by: 'itself' | 'operator' = 'operator'): void {
    const { status, deadline } = invocation;
    invocation.keptReport =
      status === 'backing-off' && deadline !== undefined ? { nextRetryAtMs: deadline.atMs } : undefined;
    this.release(invocation);
    invocation.status = 'paused';
    invocation.pauseRequested = false;
    invocation.pausedFromOutside = by === 'operator';
    this.#world.trace.add({ type: 'paused', invocation: invocation.address, why });
  }

  /** The attempt suspends until something that it awaits arrives. */
  suspend(stream: AttemptStream, awaiting: Future): void {
    const { invocation } = stream;
    const awaited = awaitedBy(stream, awaiting);
    this.giveUp(stream, 'suspended');
    this.#world.trace.add({
      type: 'suspended',
      invocation: invocation.address,
      attempt: stream.number,
      awaiting: awaited,
    });
    if (invocation.pauseRequested) {
      this.pause(invocation, REQUESTED_BY_OPERATOR);
      return;
    }
    invocation.status = 'suspended';
    invocation.awaited = awaited;
    this.#slots?.drop(invocation);
    if (this.alreadyArrived(stream, awaited)) this.resume(invocation, 'awaited entry had arrived');
  }

  /** Whether something that the attempt awaits arrived while it was suspending. */
  alreadyArrived(stream: AttemptStream, awaited: readonly NotificationId[]): boolean {
    const { journal } = stream.invocation;
    for (let index = stream.handedOver; index < journal.length; index++) {
      const entry = journal[index];
      if (entry?.kind === 'notification' && awaited.includes(notificationId(entry.notification))) return true;
    }
    return false;
  }

  /**
   * Starts the next attempt after a delay.
   * @param delayMs jitter included
   * @param inQueue whether it waits in its queue, where pauses, resumes and restarts of the server leave its time and its budget
   */
  backOff(invocation: Invocation, delayMs: number, inQueue: boolean = false): void {
    const atMs = this.#world.clock.now + delayMs;
    if (inQueue) {
      invocation.queuedUntilMs = atMs;
      if (invocation.place !== undefined) invocation.place = { ...invocation.place, secondMs: atMs };
    }
    this.#waitUntil(invocation, atMs);
    if (inQueue) this.#slots?.drop(invocation);
  }

  #waitUntil(invocation: Invocation, atMs: number): void {
    invocation.status = 'backing-off';
    invocation.deadline = this.#world.clock.arm({
      atMs,
      housekeeping: false,
      due: () => {
        invocation.deadline = undefined;
        this.#enqueueStart(invocation);
      },
    });
  }

  /** Stops listening to an attempt. If its code is in the middle of something, it runs on as a zombie. */
  giveUp(stream: AttemptStream, why: string): void {
    stream.close();
    stream.cancelTimeout();
    stream.draining = undefined;
    this.#streams.remove(stream);
    if (stream.dead || stream.zombie) return;
    if (stream.attempt.finished) {
      // One closure has failed; the others that it had started run on.
      stream.zombie = why === FAILED;
      return;
    }
    stream.disconnect();
    this.#world.trace.add({
      type: 'zombie',
      invocation: stream.invocation.address,
      attempt: stream.number,
      why,
    });
  }

  #cancelRetry(invocation: Invocation): void {
    if (invocation.deadline !== undefined) this.#world.clock.cancel(invocation.deadline);
    invocation.deadline = undefined;
  }

  #enqueueStart(invocation: Invocation): void {
    invocation.status = 'ready';
    if (this.#slots === undefined || invocation.origin.target.scope === undefined || this.#slots.holds(invocation)) {
      this.#start(invocation);
    } else this.#slots.request(invocation, { key: undefined, start: () => this.#start(invocation) });
  }

  #start(invocation: Invocation): void {
    const step = new StartStep(invocation, this.#attempts, () => {
      this.#starting.delete(invocation);
      this.#attempts.start(invocation);
    });
    this.#starting.set(invocation, step);
    this.#world.agenda.add(step);
  }
}

/** What resumes an invocation that awaits this: cancelling it does, too, unless its handler takes that over. */
function awaitedBy({ destination: { handler } }: AttemptStream, awaiting: Future): NotificationId[] {
  const awaited = leavesOf(awaiting);
  const cancel = signalId({ index: CANCEL_SIGNAL });
  if (!handler.options.explicitCancellation && !awaited.includes(cancel)) awaited.push(cancel);
  return awaited;
}
