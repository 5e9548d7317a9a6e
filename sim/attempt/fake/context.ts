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
import { awakeableId } from '../../journal/awakeable-id.ts';
import type { AnySerde } from '../serde.ts';
import { call, send } from './calls.ts';
import { clientsOf } from './clients.ts';
import type { Caller, ClientTarget, Clients } from './clients.ts';
import { OPTIONAL, STATE, VALUE, VOID } from './completion.ts';
import { contextConsole } from './console.ts';
import type { ContextParts } from './context-parts.ts';
import { FakeDurablePromise } from './durable-promise.ts';
import type { LeafPromise } from './leaf.ts';
import { FakeInvocationReference } from './invocation-reference.ts';
import { SeededRand } from './rand.ts';
import { EMPTY_MESSAGE, NEITHER_NAME_NOR_FUNCTION, SECOND_ARGUMENT } from './sdk-messages.ts';
import { CANCEL } from './results.ts';

/**
 * The context of handlers of every kind: as in the SDK, only its type restricts which members a handler may use. A method
 * issues its command at once. A command that cannot be issued (a value that does not serialize, a replay that diverges, an
 * attempt that is over) ends the attempt, and its promise never settles.
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
  readonly #parts: ContextParts;
  #made: Clients | undefined;
  #rand: Rand | undefined;
  #console: Console | undefined;
  #cancellation: LeafPromise<void> | undefined;
  /** Ids of the callees, for handlers with explicit cancellation. */
  #callees: LeafPromise<string>[] | undefined;

  constructor(parts: ContextParts) {
    this.#parts = parts;
  }

  get rand(): Rand {
    this.#rand ??= new SeededRand(this.#parts.setup.randomSeed());
    return this.#rand;
  }

  get console(): Console {
    this.#console ??= contextConsole(this.#parts.log);
    return this.#console;
  }

  get date(): ContextDate {
    const { process } = this.#parts.setup;
    return {
      now: () => this.run(() => process.now()),
      toJSON: () => this.run(() => new Date(process.now()).toJSON()),
    };
  }

  get key(): string {
    const { setup, commands } = this.#parts;
    if (setup.handler.kind === 'SERVICE') {
      throw new commands.sdk.exports.TerminalError("this handler type doesn't support key()");
    }
    return setup.key;
  }

  /** The serde of inputs and outputs without one of their own; the SDK's handler wrapper reads it. */
  get defaultSerde(): AnySerde {
    return this.#parts.commands.defaultSerde;
  }

  /** A context cannot be stored: it refuses as in the SDK, where it holds numbers that JSON cannot represent. */
  toJSON(): never {
    throw new TypeError('Do not know how to serialize a BigInt');
  }

  request(): Request {
    return this.#parts.request.get();
  }

  // --- State

  get<T>(name: string, serde?: Serde<T>): RestatePromise<T | null> {
    this.#parts.uses.note('get');
    if (!this.#parts.commands.isString(name, 'GetLazyState')) return this.#parts.commands.sdk.pending();
    const completion = this.#parts.vm.getState(name);
    if (completion === undefined) return this.#parts.commands.over();
    const related = this.#parts.vm.related('GetLazyState', '');
    return this.#parts.commands.leaf({ handle: completion, completion: STATE, serde: this.#serde(serde), related });
  }

  stateKeys(): RestatePromise<string[]> {
    this.#parts.uses.note('stateKeys');
    const completion = this.#parts.vm.getStateKeys();
    if (completion === undefined) return this.#parts.commands.over();
    const related = this.#parts.vm.related('GetLazyStateKeys', '');
    return this.#parts.commands.leaf({ handle: completion, completion: STATE, serde: this.defaultSerde, related });
  }

  set<T>(name: string, value: T, serde?: Serde<T>): void {
    this.#parts.uses.noteWrite('set');
    const bytes = this.#parts.commands.serialize(this.#serde(serde), value, 'SetState');
    if (bytes === undefined) return;
    // A command that cannot be issued, as of a name that is no string, changes nothing that later reads see.
    const issued = this.#parts.commands.issue({ type: 'SetState', key: name, value: bytes });
    if (issued !== undefined) this.#parts.vm.state.set(name, bytes);
  }

  clear(name: string): void {
    this.#parts.uses.noteWrite('clear');
    const issued = this.#parts.commands.issue({ type: 'ClearState', key: name });
    if (issued !== undefined) this.#parts.vm.state.clear(name);
  }

  clearAll(): void {
    this.#parts.uses.noteWrite('clearAll');
    this.#parts.vm.state.clearAll();
    this.#parts.commands.issue({ type: 'ClearAllState' });
  }

  // --- Durable steps and time

  run<T>(nameOrAction: string | RunAction<T>, action?: RunAction<T>, options?: RunOptions<T>): RestatePromise<T> {
    this.#parts.uses.noteRun(nameOrAction, action);
    const [name, closure] = runArguments(nameOrAction, action);
    const run = this.#parts.vm.run(name);
    if (run === undefined) return this.#parts.commands.over();
    const { completion, replayed } = run;
    const serde = this.#serde(options?.serde);
    if (!replayed) {
      this.#parts.closures.register({
        completion,
        name,
        action: closure,
        serde,
        options: options as RunOptions<never> | undefined,
      });
    }
    const related = this.#parts.vm.related('Run', name);
    const promise = this.#parts.commands.leaf<T>({ handle: completion, completion: VALUE, serde, related });
    if (!replayed) this.#parts.uses.watchRun(name, promise);
    return promise;
  }

  sleep(duration: number | Duration, name?: string): RestatePromise<void> {
    return this.#parts.commands.sleep(duration, name);
  }

  // --- Awakeables and signals

  awakeable<T>(serde?: Serde<T>): { id: string; promise: RestatePromise<T> } {
    this.#parts.uses.note('awakeable');
    const index = this.#parts.vm.nextSignal();
    if (this.#parts.commands.isOver) return { id: 'invalid', promise: this.#parts.commands.over() };
    return {
      id: awakeableId(this.#parts.setup.invocationId, index),
      promise: this.#signal(-index, serde),
    };
  }

  resolveAwakeable<T>(id: string, payload?: T, serde?: Serde<T>): void {
    this.#parts.uses.note('resolveAwakeable');
    // Without a serde an absent payload becomes null, as JSON has no undefined.
    const [how, what] =
      serde === undefined ? [this.defaultSerde, payload === undefined ? null : payload] : [serde as AnySerde, payload];
    const bytes =
      serde !== undefined && payload === undefined
        ? new Uint8Array()
        : this.#parts.commands.serialize(how, what, 'CompleteAwakeable');
    if (bytes !== undefined)
      this.#parts.commands.issue({ type: 'CompleteAwakeable', awakeableId: id, result: { ok: bytes } });
  }

  rejectAwakeable(id: string, reason: string | TerminalError): void {
    this.#parts.uses.note('rejectAwakeable');
    const failure = this.#parts.commands.failure(reason);
    if (failure !== undefined)
      this.#parts.commands.issue({ type: 'CompleteAwakeable', awakeableId: id, result: { failure } });
  }

  signal<T>(name: string, serde?: Serde<T>): RestatePromise<T> {
    this.#parts.uses.note('signal');
    return this.#parts.commands.isOver ? this.#parts.commands.over() : this.#signal(name, serde);
  }

  // --- Other invocations

  invocation(invocationId: InvocationId): InvocationReference {
    return new FakeInvocationReference(this.#parts.commands, this.#parts.uses, this, invocationId);
  }

  cancel(invocationId: InvocationId): void {
    this.#parts.uses.note('cancel');
    if (!this.#parts.commands.isString(invocationId, 'SendSignal')) return;
    this.#parts.commands.cancel(invocationId);
  }

  attach<T>(invocationId: InvocationId, serde?: Serde<T>): RestatePromise<T> {
    this.#parts.uses.note('attach');
    const completion = this.#parts.vm.nextCompletion();
    return this.#parts.commands.completable(
      { type: 'AttachInvocation', target: invocationId, completion },
      completion,
      VALUE,
      this.#serde(serde),
    );
  }

  promise<T>(name: string, serde?: Serde<T>): DurablePromise<T> {
    this.#parts.uses.notePromise(name);
    return new FakeDurablePromise(this.#parts.commands, this.#parts.uses, name, this.#serde(serde));
  }

  genericCall<REQ = Uint8Array, RES = Uint8Array>(request: GenericCall<REQ, RES>): InvocationPromise<RES> {
    this.#parts.uses.note('genericCall');
    const { promise, invocationId } = call<RES>(this.#parts, request);
    if (this.#parts.setup.handler.options.explicitCancellation && invocationId !== undefined) {
      this.#callees ??= [];
      this.#callees.push(invocationId);
    }
    return promise;
  }

  genericSend<REQ = Uint8Array>(request: GenericSend<REQ>): InvocationHandle {
    this.#parts.uses.note('genericSend');
    return send(this.#parts, request);
  }

  // One implementation serves clients of every type, hence `never`.
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
    return clientsOf(this.#caller, scopeKey);
  }

  // --- Members behind `internal.ContextInternal`

  isProcessing(): boolean {
    return this.#parts.vm.isProcessing;
  }

  cancellation(): RestatePromise<void> {
    if (this.#cancellation === undefined || this.#cancellation.isTaken) {
      const plan = { handle: CANCEL, completion: VOID, serde: this.defaultSerde, related: undefined };
      this.#cancellation = this.#parts.commands.leaf<void>(plan);
    }
    return this.#cancellation;
  }

  cancelPreviousCalls(): RestatePromise<InvocationId[]> {
    const { RestatePromise } = this.#parts.commands.sdk.exports;
    const callees = this.#callees ?? [];
    this.#callees = undefined;
    if (!this.#parts.setup.handler.options.explicitCancellation) return RestatePromise.resolve<InvocationId[]>([]);
    return RestatePromise.allSettled(callees).map((results, failure) => {
      if (failure !== undefined) throw failure;
      const ids = (results ?? []).flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      for (const id of ids) this.#parts.commands.cancel(id);
      return ids as InvocationId[];
    });
  }

  // --- Shared by the above

  get #clients(): Clients {
    this.#made ??= clientsOf(this.#caller, undefined);
    return this.#made;
  }

  get #caller(): Caller {
    const { sdk, defaultSerde } = this.#parts.commands;
    return {
      sdk: sdk.exports,
      defaultSerde,
      call: (request) => this.genericCall(request),
      send: (request) => this.genericSend(request),
    };
  }

  #signal<T>(handle: number | string, serde: Serde<T> | undefined): RestatePromise<T> {
    return this.#parts.commands.leaf<T>({
      handle,
      completion: OPTIONAL,
      serde: this.#serde(serde),
      related: undefined,
    });
  }

  #serde(serde: unknown): AnySerde {
    return (serde as AnySerde | undefined) ?? this.defaultSerde;
  }
}

function runArguments<T>(first: string | RunAction<T>, second: RunAction<T> | undefined): [string, RunAction<T>] {
  if (typeof first === 'string') {
    if (typeof second !== 'function') throw new TypeError(EMPTY_MESSAGE);
    return [first, second];
  }
  if (typeof first !== 'function') throw new TypeError(NEITHER_NAME_NOR_FUNCTION);
  if (second) throw new TypeError(SECOND_ARGUMENT);
  return ['', first];
}
