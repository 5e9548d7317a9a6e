import type { Duration, RestatePromise, TerminalError } from '@restatedev/restate-sdk';
import type { Command, CommandType } from '../../journal/command.ts';
import type { AttemptSetup } from '../attempt.ts';
import type { Failure } from '../../journal/outcome.ts';
import { bytesInSdk, isBytes, notBytesText } from '../bytes.ts';
import { toMillis, toWholeMillis } from '../duration.ts';
import type { ContextUses } from '../context-uses.ts';
import type { AnySerde } from '../serde.ts';
import { jsonSerde } from '../serde.ts';
import type { Sdk } from '../sdk-shape.ts';
import { VOID } from './completion.ts';
import type { Completion } from './completion.ts';
import type { EarlyEnd } from './early-end.ts';
import type { Executor } from './executor.ts';
import { CommandFailure } from './failure.ts';
import { leaf } from './leaf.ts';
import type { LeafPromise } from './leaf.ts';
import type { LeafPlan, PromiseHost } from './one-result.ts';
import { UNDEFINED_DURATION, negativeDuration } from './sdk-messages.ts';
import { notString, wrongString } from './strings.ts';
import { toRejection, wellFormed } from './user-error.ts';
import { CANCEL } from './results.ts';
import type { Vm } from './vm.ts';

/** Number of the first promise of an attempt in the SDK. It shows only when user code prints a promise. */
const FIRST_HANDLE = 17;
/** Number of the promise of a cancellation in the SDK. */
const CANCEL_HANDLE = 1;

/**
 * Issues the commands of one attempt, and makes the promises of their results. A command that cannot be issued (a value
 * that does not serialize, a replay that diverges, an attempt that is over) ends the attempt; its promise never settles.
 */
export class Commands implements PromiseHost {
  readonly sdk: Sdk;
  readonly vm: Vm;
  readonly promisesExecutor: Executor;
  /** The serde of whatever declares none of its own. */
  readonly defaultSerde: AnySerde;
  readonly #setup: AttemptSetup;
  #nextHandle = FIRST_HANDLE;
  readonly #end: EarlyEnd;
  readonly #uses: ContextUses;

  constructor(setup: AttemptSetup, vm: Vm, executor: Executor, end: EarlyEnd, uses: ContextUses) {
    const { sdk, defaultSerde } = setup.handler;
    this.sdk = sdk;
    this.vm = vm;
    this.promisesExecutor = executor;
    this.defaultSerde = defaultSerde === sdk.exports.serde.json ? jsonSerde : defaultSerde;
    this.#setup = setup;
    this.#end = end;
    this.#uses = uses;
  }

  /** Whether the attempt has ended: nothing can be issued any more. */
  get isOver(): boolean {
    return this.vm.failure !== undefined;
  }

  /** Issues a command. @returns undefined when the attempt is over; the caller's promise then stays pending */
  issue(command: Command): Command | undefined {
    if (!this.#goesOn(wrongString(command), command.type)) {
      const first = 'invocationIdCompletion' in command ? command.invocationIdCompletion : undefined;
      const completion = first ?? ('completion' in command ? command.completion : undefined);
      if (completion !== undefined) this.vm.giveBack(completion);
      return undefined;
    }
    const issued = this.vm.issue(command);
    if (issued === undefined) this.#end.abort(this.vm.failure);
    return issued;
  }

  /** Sends the cancel signal to another invocation. */
  cancel(invocationId: string): void {
    if (!this.vm.cancel(invocationId)) this.#end.abort(this.vm.failure);
  }

  /** Issues a command whose result arrives under a completion id. @returns the promise of that result */
  completable<T>(
    command: Command,
    completion: number,
    how: Completion,
    serde: AnySerde = this.defaultSerde,
  ): RestatePromise<T> {
    if (this.issue(command) === undefined) return this.sdk.pending();
    const related = this.vm.related(command.type);
    return this.leaf<T>({ handle: completion, completion: how, serde, related });
  }

  /** `ctx.sleep`, which the SDK's `orTimeout` calls as well. */
  sleep(duration: unknown, name?: string): RestatePromise<void> {
    this.#uses.note('sleep');
    let millis: number;
    try {
      millis = sleepMillis(duration as number | Duration | undefined);
    } catch (error) {
      this.refuse(error, 'Sleep');
      return this.sdk.pending();
    }
    const completion = this.vm.nextCompletion();
    const wakeUpMs = this.#setup.process.now() + millis;
    return this.completable({ type: 'Sleep', wakeUpMs, name: name ?? '', completion }, completion, VOID);
  }

  /** @returns a promise of one result. */
  leaf<T>(plan: LeafPlan): LeafPromise<T> {
    return leaf<T>(this, plan, plan.handle === CANCEL ? CANCEL_HANDLE : this.#nextHandle++);
  }

  /** The attempt is over. @returns a promise that never settles */
  over<T>(): RestatePromise<T> {
    this.#end.abort(this.vm.failure);
    return this.sdk.pending();
  }

  /** Serializes a value for a command. @returns undefined when the serde throws; the attempt is over then */
  serialize(serde: AnySerde, value: unknown, type: CommandType): Uint8Array | undefined {
    let bytes: unknown;
    try {
      bytes = serde.serialize(value);
    } catch (error) {
      this.refuse(error, type);
      return undefined;
    }
    if (bytes instanceof Uint8Array) return bytes;
    if (!isBytes(bytes)) this.#uses.misuse('not-bytes', notBytesText(bytes, type));
    try {
      return bytesInSdk(bytes);
    } catch (error) {
      this.abortAttempt(error);
      return undefined;
    }
  }

  /** @returns the failure for a reason of user code; undefined when it is malformed: the attempt is over then */
  failure(reason: string | TerminalError): Failure | undefined {
    try {
      return wellFormed(toRejection(reason), this.vm, this.#uses);
    } catch (error) {
      this.abortAttempt(error);
      return undefined;
    }
  }

  /** Whether a name or an id is a string; where it is not, the attempt is over. */
  isString(value: unknown, type: CommandType): boolean {
    return this.#goesOn(notString(value), type);
  }

  /** Ends the attempt because of a command that cannot be issued. */
  refuse(error: unknown, type: CommandType): void {
    this.#end.abort(new CommandFailure(error, this.vm.related(type, '', true)));
  }

  /** Ends the attempt under its handler. The SDK's combinators call it when a mapper throws. */
  abortAttempt(error: unknown): void {
    this.#end.abort(error);
  }

  #goesOn(wrong: Error | undefined, type: CommandType): boolean {
    if (wrong !== undefined) this.refuse(wrong, type);
    return wrong === undefined;
  }
}

function sleepMillis(duration: number | Duration | undefined): number {
  if (duration === undefined) throw new Error(UNDEFINED_DURATION);
  if (toMillis(duration) < 0) throw new Error(negativeDuration(toMillis(duration)));
  return toWholeMillis(duration);
}
