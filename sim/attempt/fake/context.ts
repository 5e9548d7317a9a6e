import type {
  ContextDate,
  DurablePromise,
  Duration,
  GenericCall,
  GenericSend,
  InvocationHandle,
  InvocationId,
  InvocationPromise,
  InvocationReference,
  ObjectContext,
  ObjectSharedContext,
  Rand,
  Request,
  RestatePromise,
  RunAction,
  RunOptions,
  ScopedContext,
  Serde,
  TerminalError,
  WorkflowContext,
  WorkflowSharedContext,
  internal,
} from '@restatedev/restate-sdk';
import type { Command } from '../../journal/command.ts';
import { toMillis } from '../duration.ts';
import type { AnySerde } from '../serde.ts';
import type { FakeAttempt } from './attempt.ts';
import { awakeableId } from './awakeable-id.ts';
import { call, send } from './calls.ts';
import { clientsOf } from './clients.ts';
import type { ClientTarget, Clients } from './clients.ts';
import { OPTIONAL, STATE, VALUE, VOID } from './completion.ts';
import { contextConsole } from './console.ts';
import { FakeDurablePromise } from './durable-promise.ts';
import { CommandFailure } from './failure.ts';
import type { Related } from './failure.ts';
import { leaf } from './leaf.ts';
import type { LeafPromise } from './leaf.ts';
import { FakeInvocationReference } from './invocation-reference.ts';
import { SeededRand } from './rand.ts';
import { CANCEL } from './results.ts';
import { toRejection } from './user-error.ts';

/**
 * The context that handlers get, of every kind at once: which members a handler may use is a matter of its type, in the
 * SDK as here. A method issues its command at once; what cannot be issued (a value that does not serialize, a replay that
 * differs, an attempt that is over) ends the attempt and leaves the caller with a promise that never settles.
 */
export class FakeContext
  implements
    ObjectContext,
    ObjectSharedContext,
    WorkflowContext,
    WorkflowSharedContext,
    internal.ContextInternal,
    Clients
{
  readonly #attempt: FakeAttempt;
  #made: Clients | undefined;
  #rand: Rand | undefined;
  #console: Console | undefined;
  #cancellation: LeafPromise<void> | undefined;
  /** Completion ids of the callees' ids, for handlers that take cancellation into their own hands. */
  #callees: LeafPromise<string>[] | undefined;

  constructor(attempt: FakeAttempt) {
    this.#attempt = attempt;
  }

  get rand(): Rand {
    this.#rand ??= new SeededRand(this.#attempt.setup.randomSeed());
    return this.#rand;
  }

  get console(): Console {
    this.#console ??= contextConsole((level, text) => this.#attempt.log(level, text));
    return this.#console;
  }

  get date(): ContextDate {
    const { process } = this.#attempt.setup;
    return {
      now: () => this.run(() => process.now()),
      toJSON: () => this.run(() => new Date(process.now()).toJSON()),
    };
  }

  get key(): string {
    const { setup, sdk } = this.#attempt;
    if (setup.handler.kind === 'SERVICE') {
      throw new sdk.exports.TerminalError("this handler type doesn't support key()");
    }
    return setup.key;
  }

  /** What handlers fall back to for their input and output; read by the SDK's handler wrapper. */
  get defaultSerde(): AnySerde {
    return this.#attempt.defaultSerde;
  }

  request(): Request {
    return this.#attempt.request();
  }

  // --- State

  get<T>(name: string, serde?: Serde<T>): RestatePromise<T | null> {
    this.#attempt.noteUse('get');
    if (!this.#attempt.isText(name, 'GetLazyState')) return this.#attempt.sdk.pending();
    const completion = this.#attempt.vm.getState(name);
    if (completion === undefined) return this.#over();
    const related = this.#attempt.vm.related('GetLazyState', '');
    return leaf(this.#attempt, { handle: completion, completion: STATE, serde: this.#serde(serde), related });
  }

  stateKeys(): RestatePromise<string[]> {
    this.#attempt.noteUse('stateKeys');
    const completion = this.#attempt.vm.getStateKeys();
    if (completion === undefined) return this.#over();
    const related = this.#attempt.vm.related('GetLazyStateKeys', '');
    return leaf(this.#attempt, { handle: completion, completion: STATE, serde: this.defaultSerde, related });
  }

  set<T>(name: string, value: T, serde?: Serde<T>): void {
    this.#noteWrite('set');
    const bytes = this.#serialize(this.#serde(serde), value, 'SetState');
    if (bytes === undefined) return;
    this.#attempt.vm.state.set(name, bytes);
    this.#attempt.issue({ type: 'SetState', key: name, value: bytes });
  }

  clear(name: string): void {
    this.#noteWrite('clear');
    this.#attempt.vm.state.clear(name);
    this.#attempt.issue({ type: 'ClearState', key: name });
  }

  clearAll(): void {
    this.#noteWrite('clearAll');
    this.#attempt.vm.state.clearAll();
    this.#attempt.issue({ type: 'ClearAllState' });
  }

  // --- Durable steps and time

  run<T>(nameOrAction: string | RunAction<T>, action?: RunAction<T>, options?: RunOptions<T>): RestatePromise<T> {
    const [name, closure] = runArguments(nameOrAction, action);
    this.#attempt.noteUse('run');
    const run = this.#attempt.vm.run(name);
    if (run === undefined) return this.#over();
    const { completion, replayed } = run;
    const serde = this.#serde(options?.serde);
    if (!replayed) {
      this.#attempt.closures.register({
        completion,
        name,
        action: closure,
        serde,
        options: options as RunOptions<never> | undefined,
      });
    }
    const related = this.#attempt.vm.related('Run', name);
    const promise = leaf<T>(this.#attempt, { handle: completion, completion: VALUE, serde, related });
    if (!replayed) this.#attempt.watchRun(name, promise);
    return promise;
  }

  sleep(duration: number | Duration, name?: string): RestatePromise<void> {
    this.#attempt.noteUse('sleep');
    const { vm, setup } = this.#attempt;
    let millis: number;
    try {
      millis = sleepMillis(duration);
    } catch (error) {
      this.#attempt.abort(new CommandFailure(error, vm.related('Sleep', '', true)));
      return this.#attempt.sdk.pending();
    }
    const completion = vm.nextCompletion();
    const wakeUpMs = setup.process.now() + millis;
    return this.#completable({ type: 'Sleep', wakeUpMs, name: name ?? '', completion }, completion, VOID);
  }

  // --- Awakeables and signals

  awakeable<T>(serde?: Serde<T>): { id: string; promise: RestatePromise<T> } {
    this.#attempt.noteUse('awakeable');
    const index = this.#attempt.vm.nextSignal();
    if (this.#attempt.isOver) return { id: 'invalid', promise: this.#over() };
    return {
      id: awakeableId(this.#attempt.setup.invocationId, index),
      promise: this.#signal(-index, serde),
    };
  }

  resolveAwakeable<T>(id: string, payload?: T, serde?: Serde<T>): void {
    this.#attempt.noteUse('resolveAwakeable');
    // Without a serde of its own nothing becomes null, for which JSON has a word.
    const [how, what] =
      serde === undefined ? [this.defaultSerde, payload === undefined ? null : payload] : [serde as AnySerde, payload];
    const bytes =
      serde !== undefined && payload === undefined ? new Uint8Array() : this.#serialize(how, what, 'CompleteAwakeable');
    if (bytes !== undefined) this.#attempt.issue({ type: 'CompleteAwakeable', awakeableId: id, result: { ok: bytes } });
  }

  rejectAwakeable(id: string, reason: string | TerminalError): void {
    this.#attempt.noteUse('rejectAwakeable');
    this.#attempt.issue({ type: 'CompleteAwakeable', awakeableId: id, result: { failure: toRejection(reason) } });
  }

  signal<T>(name: string, serde?: Serde<T>): RestatePromise<T> {
    this.#attempt.noteUse('signal');
    return this.#attempt.isOver ? this.#over() : this.#signal(name, serde);
  }

  // --- Other invocations

  invocation(invocationId: InvocationId): InvocationReference {
    return new FakeInvocationReference(this.#attempt, this, invocationId);
  }

  cancel(invocationId: InvocationId): void {
    this.#attempt.noteUse('cancel');
    if (!this.#attempt.isText(invocationId, 'SendSignal')) return;
    if (!this.#attempt.vm.cancel(invocationId)) this.#attempt.abort(this.#attempt.vm.failure);
  }

  attach<T>(invocationId: InvocationId, serde?: Serde<T>): RestatePromise<T> {
    this.#attempt.noteUse('attach');
    const completion = this.#attempt.vm.nextCompletion();
    return this.#completable(
      { type: 'AttachInvocation', target: invocationId, completion },
      completion,
      VALUE,
      this.#serde(serde),
    );
  }

  promise<T>(name: string, serde?: Serde<T>): DurablePromise<T> {
    const { kind } = this.#attempt.setup.handler;
    if (kind === 'SERVICE') this.#attempt.misuse('state-in-service', `ctx.promise('${name}') is used in a service.`);
    return new FakeDurablePromise(this.#attempt, name, this.#serde(serde));
  }

  genericCall<REQ = Uint8Array, RES = Uint8Array>(request: GenericCall<REQ, RES>): InvocationPromise<RES> {
    this.#attempt.noteUse('genericCall');
    const { promise, invocationId } = call<RES>(this.#attempt, request);
    if (this.#attempt.setup.handler.options.explicitCancellation && invocationId !== undefined) {
      this.#callees ??= [];
      this.#callees.push(invocationId);
    }
    return promise;
  }

  genericSend<REQ = Uint8Array>(request: GenericSend<REQ>): InvocationHandle {
    this.#attempt.noteUse('genericSend');
    return send(this.#attempt, request);
  }

  // The clients are typed by what they are for; one implementation serves every type, so it promises none.
  serviceClient(target: ClientTarget): never {
    return this.#clients.serviceClient(target);
  }

  objectClient(target: ClientTarget, key: string): never {
    return this.#clients.objectClient(target, key);
  }

  workflowClient(target: ClientTarget, key: string): never {
    return this.#clients.workflowClient(target, key);
  }

  serviceSendClient(target: ClientTarget): never {
    return this.#clients.serviceSendClient(target);
  }

  objectSendClient(target: ClientTarget, key: string): never {
    return this.#clients.objectSendClient(target, key);
  }

  workflowSendClient(target: ClientTarget, key: string): never {
    return this.#clients.workflowSendClient(target, key);
  }

  client(target: ClientTarget, key?: string): never {
    return this.#clients.client(target, key);
  }

  sendClient(target: ClientTarget, key?: string): never {
    return this.#clients.sendClient(target, key);
  }

  scope(scopeKey: string): ScopedContext {
    return clientsOf(this.#attempt, scopeKey);
  }

  // --- Members behind `internal.ContextInternal`

  isProcessing(): boolean {
    return this.#attempt.vm.isProcessing;
  }

  cancellation(): RestatePromise<void> {
    if (this.#cancellation === undefined || this.#cancellation.isTaken) {
      const plan = { handle: CANCEL, completion: VOID, serde: this.defaultSerde, related: undefined };
      this.#cancellation = leaf<void>(this.#attempt, plan);
    }
    return this.#cancellation;
  }

  cancelPreviousCalls(): RestatePromise<InvocationId[]> {
    const { RestatePromise } = this.#attempt.sdk.exports;
    const callees = this.#callees ?? [];
    this.#callees = undefined;
    if (!this.#attempt.setup.handler.options.explicitCancellation) return RestatePromise.resolve<InvocationId[]>([]);
    return RestatePromise.allSettled(callees).map((results, failure) => {
      if (failure !== undefined) throw failure;
      const ids = (results ?? []).flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      for (const id of ids) this.cancel(id as InvocationId);
      return ids as InvocationId[];
    });
  }

  // --- Shared by the above

  get #clients(): Clients {
    this.#made ??= clientsOf(this.#attempt, undefined);
    return this.#made;
  }

  #completable<T>(
    command: Command,
    completion: number,
    how: Parameters<typeof leaf>[1]['completion'],
    serde: AnySerde = this.defaultSerde,
  ): RestatePromise<T> {
    if (this.#attempt.issue(command) === undefined) return this.#attempt.sdk.pending();
    const related = this.#attempt.vm.related(command.type, '');
    return leaf<T>(this.#attempt, { handle: completion, completion: how, serde, related });
  }

  #signal<T>(handle: number | string, serde: Serde<T> | undefined): RestatePromise<T> {
    return leaf<T>(this.#attempt, { handle, completion: OPTIONAL, serde: this.#serde(serde), related: undefined });
  }

  #serde(serde: unknown): AnySerde {
    return (serde as AnySerde | undefined) ?? this.defaultSerde;
  }

  #serialize(serde: AnySerde, value: unknown, type: Related['type']): Uint8Array | undefined {
    try {
      return serde.serialize(value);
    } catch (error) {
      this.#attempt.abort(new CommandFailure(error, this.#attempt.vm.related(type, '', true)));
      return undefined;
    }
  }

  #over<T>(): RestatePromise<T> {
    this.#attempt.abort(this.#attempt.vm.failure);
    return this.#attempt.sdk.pending();
  }

  #noteWrite(what: string): void {
    this.#attempt.noteUse(what);
    const { kind, name } = this.#attempt.setup.handler;
    if (kind === 'SHARED') {
      this.#attempt.misuse(
        'write-in-shared',
        `ctx.${what} is used in the shared handler '${name}'; the server refuses it.`,
      );
    } else if (kind === 'SERVICE') {
      this.#attempt.misuse('state-in-service', `ctx.${what} is used in '${name}', but a service has no state.`);
    }
  }
}

function runArguments<T>(first: string | RunAction<T>, second: RunAction<T> | undefined): [string, RunAction<T>] {
  if (typeof first === 'string') {
    if (typeof second !== 'function') throw new TypeError(`ctx.run('${first}') needs a function to run.`);
    return [first, second];
  }
  if (typeof first !== 'function') throw new TypeError('ctx.run needs a function, or a name and a function.');
  if (second !== undefined) throw new TypeError('ctx.run takes options only after a name and a function.');
  return ['', first];
}

function sleepMillis(duration: number | Duration | undefined): number {
  if (duration === undefined) throw new Error('The duration of ctx.sleep is undefined.');
  const millis = toMillis(duration);
  if (millis < 0) throw new Error(`The duration of ctx.sleep is negative: ${millis} ms.`);
  if (!Number.isInteger(millis)) throw new RangeError(`The duration of ctx.sleep is ${millis} ms.`);
  return millis;
}
