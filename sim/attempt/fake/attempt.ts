import type { Request, RestatePromise } from '@restatedev/restate-sdk';
import type { Future } from '../../journal/future.ts';
import type { Command } from '../../journal/command.ts';
import type { Notification } from '../../journal/notification.ts';
import { describeCommand } from '../../journal/replay.ts';
import type { Attempt, AttemptHost, AttemptSetup, MisuseKind, ReadyClosure } from '../attempt.ts';
import { Ledger, Scope, currentScope, inScope } from '../scope.ts';
import type { AnySerde } from '../serde.ts';
import { jsonSerde } from '../serde.ts';
import type { Sdk } from '../sdk-shape.ts';
import { Closures } from './closures.ts';
import type { ClosureHost } from './closures.ts';
import { FakeContext } from './context.ts';
import { CommandFailure } from './failure.ts';
import { Ending } from './ending.ts';
import { Executor } from './executor.ts';
import type { ExecutorHost } from './executor.ts';
import type { Hops, Restless } from '../hops.ts';
import type { Interceptors } from './hooks.ts';
import type { LeafPromise, PromiseHost } from './leaf.ts';
import { requestOf } from './request.ts';
import { toFuture } from './resolution.ts';
import { notText, wrongText } from './texts.ts';
import { Vm } from './vm.ts';

/** One attempt on contexts of ours: ties the state machine to the executor, the closures and the user's handler. */
export class FakeAttempt implements Attempt, ExecutorHost, ClosureHost, PromiseHost, Restless {
  readonly setup: AttemptSetup;
  readonly sdk: Sdk;
  readonly vm: Vm;
  readonly scope: Scope;
  readonly promisesExecutor: Executor;
  readonly closures: Closures;
  readonly defaultSerde: AnySerde;
  readonly context: FakeContext;
  /** Hooks of this attempt, once its handler was started. */
  interceptors: Interceptors | undefined;

  readonly #host: AttemptHost;
  readonly #hops: Hops;
  readonly #ending: Ending;

  /** Is called when this attempt has closures to announce at the end of the turn. */
  readonly #announce: (attempt: FakeAttempt) => void;
  #announcing: ReadyClosure[] | undefined;
  #calls: { readonly name: string; readonly promise: LeafPromise<unknown> }[] | undefined;
  #runs: { readonly name: string; readonly promise: LeafPromise<unknown> }[] | undefined;
  #controller: AbortController | undefined;
  #request: Request | undefined;
  #started = false;
  #finished = false;
  /** Nothing that it emits is heard any more. */
  #muted = false;

  constructor(setup: AttemptSetup, host: AttemptHost, hops: Hops, announce: (attempt: FakeAttempt) => void) {
    this.setup = setup;
    this.sdk = setup.handler.sdk;
    this.vm = new Vm(setup);
    this.scope = new Scope(setup.process, new Ledger((remark) => host.remark(remark)));
    this.promisesExecutor = new Executor(this.vm, hops, this);
    this.closures = new Closures(this);
    const { defaultSerde } = setup.handler;
    this.defaultSerde = defaultSerde === this.sdk.exports.serde.json ? jsonSerde : defaultSerde;
    this.#host = host;
    this.#hops = hops;
    this.#announce = announce;
    this.#ending = new Ending(this);
    this.context = new FakeContext(this);
  }

  get asTerminalError(): ((error: unknown) => Error | undefined) | undefined {
    return this.setup.handler.asTerminalError;
  }

  // --- Attempt: what the world does

  start(): void {
    this.#started = true;
    this.#hops.push(this, () => inScope(this.scope, () => this.#ending.runHandler(this.context)));
  }

  notify(notification: Notification): void {
    if (this.#muted) return;
    this.vm.notify(notification);
    this.#hops.push(this, () => this.promisesExecutor.signal());
  }

  release(completion: number): void {
    this.#hops.push(this, () => this.closures.release(completion));
  }

  closeInput(): void {
    if (this.#muted) return;
    this.vm.inputClosed = true;
    this.#hops.push(this, () => this.promisesExecutor.signal());
  }

  disconnect(): void {
    if (this.#muted) return;
    this.#muted = true;
    this.#hops.push(this, () => {
      this.vm.fail({ code: 500, message: 'Connection closed' });
      this.abort(this.vm.failure);
    });
  }

  crash(): void {
    this.#muted = true;
    this.#finished = true;
    this.vm.fail({ code: 500, message: 'The process died.' });
    this.scope.ledger.die();
  }

  get awaiting(): Future | undefined {
    if (!this.isBlocked || this.vm.waitingFor === undefined) return undefined;
    return toFuture(this.vm.waitingFor);
  }

  /** Cheaper than {@link awaiting}: whether it is blocked on its context. */
  get isBlocked(): boolean {
    return !this.#finished && this.promisesExecutor.isWaiting;
  }

  get finished(): boolean {
    return this.#finished;
  }

  get busy(): boolean {
    return this.scope.ledger.isAlive && (this.scope.ledger.knownWaits > 0 || this.closures.executing > 0);
  }

  get waitsOutside(): boolean {
    if (!this.#started || this.#finished || this.scope.ledger.knownWaits > 0) return false;
    return this.closures.executing > 0 || !this.isBlocked;
  }

  noteOutside(): void {
    const { ledger } = this.scope;
    if (!ledger.tell('real-io')) return;
    const { service, name } = this.setup.handler;
    const after = this.vm.latest === undefined ? 'its start' : describeCommand(this.vm.latest);
    const text =
      `${service}/${name} waits after ${after} for something that is neither its context, a timer nor an effect: real ` +
      'input or output, or a promise that nobody resolves.';
    ledger.remark({ type: 'real-io', text });
  }

  // --- What contexts, promises and closures ask of their attempt

  get isOver(): boolean {
    return this.vm.failure !== undefined;
  }

  /** Issues a command. @returns undefined when the attempt is over; the caller's promise then stays pending */
  issue(command: Command): Command | undefined {
    if (!this.#goesOn(wrongText(command), command.type)) {
      const first = 'invocationIdCompletion' in command ? command.invocationIdCompletion : undefined;
      const completion = first ?? ('completion' in command ? command.completion : undefined);
      if (completion !== undefined) this.vm.giveBack(completion);
      return undefined;
    }
    const issued = this.vm.issue(command);
    if (issued === undefined) this.abort(this.vm.failure);
    return issued;
  }

  /** Whether a name or an id is a text; where it is not, the attempt is over. */
  isText(value: unknown, type: Command['type']): boolean {
    return this.#goesOn(notText(value), type);
  }

  #goesOn(wrong: Error | undefined, type: Command['type']): boolean {
    if (wrong !== undefined) this.abort(new CommandFailure(wrong, this.vm.related(type, '', true)));
    return wrong === undefined;
  }

  sleep(duration: unknown): RestatePromise<void> {
    return this.context.sleep(duration as number);
  }

  abortAttempt(error: unknown): void {
    this.abort(error);
  }

  /** Something ended the attempt under the handler; the first reason counts. */
  abort(error: unknown): void {
    this.#ending.abort(error);
  }

  flush(): boolean {
    const output = this.vm.takeOutput();
    if (output === undefined) return false;
    if (!this.#muted) for (const message of output) this.#host.emit(message);
    return true;
  }

  hop(): Promise<void> {
    return this.#hops.next();
  }

  execute(completion: number): void {
    this.closures.start(completion);
  }

  closureReady(closure: ReadyClosure): void {
    if (this.#announcing === undefined) this.#announce(this);
    this.#announcing ??= [];
    this.#announcing.push(closure);
  }

  /** Says which closures await their turn, by completion id: the SDK starts those of one await in any order. */
  announceClosures(): void {
    const closures = this.#announcing?.toSorted((left, right) => left.completion - right.completion) ?? [];
    this.#announcing = undefined;
    if (this.scope.ledger.isAlive) for (const closure of closures) this.#host.closureReady(closure);
  }

  interceptRun(name: string, next: () => Promise<void>): Promise<void> {
    return this.interceptors === undefined ? next() : this.interceptors.run(name, next);
  }

  signal(): void {
    this.promisesExecutor.signal();
  }

  /** Remembers a run, to tell at the end whether anybody waited for it. */
  watchRun(name: string, promise: LeafPromise<unknown>): void {
    this.#runs ??= [];
    this.#runs.push({ name, promise });
  }

  /** Remembers a call, to tell at the end whether anybody waited for it. */
  watchCall(name: string, promise: LeafPromise<unknown>): void {
    this.#calls ??= [];
    this.#calls.push({ name, promise });
  }

  misuse(what: MisuseKind, text: string): void {
    this.#host.remark({ type: 'misuse', what, text, entry: this.vm.commandIndex });
  }

  log(level: string, text: string): void {
    this.#host.remark({ type: 'log', level, text, replaying: !this.vm.isProcessing });
  }

  /** Called by every use of the context. */
  noteUse(what: string): void {
    if (this.closures.executing > 0 && currentScope()?.insideRun !== undefined) {
      this.misuse(
        'context-in-run',
        `ctx.${what} is used inside a ctx.run closure: it is not part of what is recorded.`,
      );
    }
    if (this.#finished) this.misuse('context-after-end', `ctx.${what} is used after the handler has ended.`);
  }

  request(): Request {
    this.#request ??= requestOf(this.setup, () => {
      this.#controller ??= new AbortController();
      if (this.#finished) this.#controller.abort();
      return this.#controller.signal;
    });
    return this.#request;
  }

  /**
   * The last of what was written is out: nothing more comes from this attempt.
   * @param refused whether the handler threw a terminal error, as one that is cancelled does: what it would have awaited
   *   later nobody knows
   */
  finish(refused: boolean): void {
    this.flush();
    if (this.#finished) return;
    this.#finished = true;
    if (!refused) this.#tellUnawaited();
    const controller = this.#controller;
    if (controller !== undefined) this.#hops.push(this, () => inScope(this.scope, () => controller.abort()));
  }

  #tellUnawaited(): void {
    for (const { name, promise } of this.#runs ?? []) {
      if (!promise.isAwaited)
        this.misuse('unawaited-run', `ctx.run('${name}') was never awaited, so its closure never ran.`);
    }
    for (const { name, promise } of this.#calls ?? []) {
      if (!promise.isAwaited)
        this.misuse('unawaited-call', `The call of ${name} was never awaited; a send says so better.`);
    }
  }
}
