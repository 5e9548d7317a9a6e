// oxlint-disable-next-line import/no-nodejs-modules -- what code of users may do as well
import { setImmediate as immediately, setTimeout as wait } from 'node:timers/promises';
import * as restate from '@restatedev/restate-sdk';
import { MISUSES } from '../../engines/misuse/all.ts';
import { helper } from './helper.ts';
import {
  KEYS,
  NAMES,
  SLOTS,
  STATE_KEYS,
  VALUES,
  type Expr,
  type HandlerProgram,
  type Op,
  type Resolver,
  SCOPES,
  type RunProgram,
  type ScopeProgram,
} from './program.ts';
import { serdeOf } from './serdes.ts';
import { describe, thrown } from './thrown.ts';

/** Every member of every context; the server refuses what does not fit the handler. */
type Context = restate.WorkflowContext & restate.internal.ContextInternal;

/** What the interpreters of one service process share. */
export interface Surroundings {
  readonly effect: (input: string) => Promise<unknown>;
  /** How often each place of each invocation was reached: code that fails a few times, then goes well. */
  readonly reached: Map<string, number>;
  /** Called with the id of the awakeable that a gate awaits. */
  readonly gate?: (id: string) => void;
  /** The name under which a service is deployed. */
  readonly nameOf?: (service: string) => string;
  /** Keeps programs apart that run on one server: it is part of their keys, and of what they hand on. */
  readonly tag?: string;
}

/** Runs one body for one attempt, and collects what it gets to see. */
export class Interpreter {
  readonly #ctx: Context;
  readonly #around: Surroundings;
  readonly #slot: number;
  readonly #input: unknown;
  readonly #seen: unknown[] = [];
  readonly #promises: restate.RestatePromise<unknown>[] = [];
  readonly #sent: restate.InvocationHandle[] = [];
  #serde: restate.Serde<unknown> | undefined;

  constructor(context: unknown, slot: number, input: unknown, around: Surroundings) {
    // One class of the SDK serves all kinds of handlers; its types do not show that.
    this.#ctx = context as Context;
    this.#slot = slot;
    this.#input = input;
    this.#around = around;
  }

  async run({ body, serde }: HandlerProgram): Promise<unknown> {
    this.#serde = serdeOf(serde);
    this.#see(this.#input);
    await this.#all(body, 'm');
    return this.#seen;
  }

  async #all(ops: readonly Op[], place: string): Promise<void> {
    for (const [index, op] of ops.entries()) await this.#do(op, `${place}.${index}`);
  }

  async #do(op: Op, place: string): Promise<void> {
    const ctx = this.#ctx;
    switch (op.do) {
      case 'await':
        return this.#await(op.expr, op.caught, place);
      case 'let':
        this.#promises.push(this.#make(op.expr, place));
        return;
      case 'set':
        ctx.set(stateKey(op.key), valueOf(op.value), this.#serde);
        return;
      case 'clear':
        ctx.clear(stateKey(op.key));
        return;
      case 'clearAll':
        ctx.clearAll();
        return;
      case 'send':
        this.#send(op);
        return;
      case 'complete promise': {
        if (!this.#isFlow) return;
        const promise = ctx.promise(promiseName(op.name));
        const completing = op.rejects ? promise.reject('rejected') : promise.resolve(valueOf(op.value));
        if (op.awaited) await this.#settle(completing, true);
        return;
      }
      case 'attach': {
        const sent = this.#sent.at(-1);
        if (sent !== undefined) this.#promises.push(ctx.attach(await sent.invocationId));
        return;
      }
      case 'cancel': {
        const sent = this.#sent[0];
        if (op.whom === 'self') ctx.cancel(ctx.request().id);
        else if (sent !== undefined) ctx.cancel(await sent.invocationId);
        return;
      }
      case 'throw':
        if (this.#reach(place) <= op.times) throw thrown(op.how);
        return;
      case 'random':
        this.#random(op.how);
        return;
      case 'log':
        ctx.console.log('at %s', place, { input: this.#input });
        return;
      case 'cancellation':
        if (op.forgetCalls) await this.#settle(ctx.cancelPreviousCalls(), true);
        else this.#promises.push(ctx.cancellation());
        return;
      case 'effect':
        await this.#settle(this.#around.effect(place), true);
        return;
      case 'timer':
        await wait(op.ms);
        return;
      case 'gate':
        return this.#gate();
      case 'misuse':
        return this.#misuse(op.which, op.awaited);
      case 'branches': {
        const branches = op.of.map((branch, index) => this.#all(branch, `${place}/${index}`));
        for (const branch of branches) branch.catch(() => {});
        if (op.awaited) await Promise.all(branches);
      }
    }
  }

  async #misuse(which: number, isAwaited: boolean): Promise<void> {
    const misused = MISUSES[which]?.body(this.#ctx);
    if (isAwaited) this.#see(typeof (await misused));
  }

  async #gate(): Promise<void> {
    const { id, promise } = this.#ctx.awakeable<unknown>();
    this.#around.gate?.(id);
    this.#see(await promise);
  }

  async #await(expr: Expr, caught: boolean, place: string): Promise<void> {
    await this.#settle(this.#make(expr, place), caught);
  }

  async #settle(promise: PromiseLike<unknown>, caught: boolean): Promise<void> {
    if (!caught) {
      this.#see(await promise);
      return;
    }
    try {
      this.#see(await promise);
    } catch (error) {
      this.#see(['!', ...describe(error)]);
    }
  }

  #make(expr: Expr, place: string): restate.RestatePromise<unknown> {
    const ctx = this.#ctx;
    switch (expr.make) {
      case 'earlier':
        return this.#promises[expr.index % Math.max(1, this.#promises.length)] ?? constant(0);
      case 'run':
        return this.#run(expr.run, place);
      case 'sleep':
        return ctx.sleep(expr.ms);
      case 'get':
        return ctx.get(stateKey(expr.key), this.#serde) as restate.RestatePromise<unknown>;
      case 'stateKeys':
        return ctx.stateKeys() as restate.RestatePromise<unknown>;
      case 'date':
        return ctx.date.now() as restate.RestatePromise<unknown>;
      case 'call':
        return this.#call(expr) ?? constant(0);
      case 'callee id': {
        const call = this.#call({ ...expr, idempotent: false });
        return (call?.invocationId as restate.RestatePromise<unknown> | undefined) ?? constant(0);
      }
      case 'awakeable':
        return this.#awakeable(expr.by, expr.value);
      case 'signal':
        return this.#signal(promiseName(expr.name), expr.by, expr.value);
      case 'promise': {
        if (!this.#isFlow) return constant(0);
        const promise = ctx.promise(promiseName(expr.name));
        return (expr.how === 'get' ? promise.get() : promise.peek()) as restate.RestatePromise<unknown>;
      }
      case 'sent id': {
        const sent = this.#sent.at(-1);
        return sent === undefined ? constant(0) : (sent.invocationId as restate.RestatePromise<unknown>);
      }
      case 'constant':
        return constant(VALUES[expr.value]?.text);
      case 'all':
      case 'race':
      case 'any':
      case 'allSettled': {
        const children = expr.of.map((child, index) => this.#make(child, `${place},${index}`));
        return restate.RestatePromise[expr.make](children);
      }
      case 'map':
        return this.#make(expr.of, `${place}>`).map((value, failure) => {
          if (expr.how === 'terminal') throw new restate.TerminalError('mapped', { errorCode: 418 });
          if (expr.how === 'plain' && this.#reach(`${place}>`) < 3) throw new Error('mapper failed');
          return failure === undefined ? ['mapped', value] : ['failed', ...describe(failure)];
        });
      case 'orTimeout':
        return this.#make(expr.of, `${place}<`).orTimeout(expr.ms);
    }
  }

  #run(run: RunProgram, place: string): restate.RestatePromise<unknown> {
    const action = async (): Promise<unknown> => {
      await this.#take(run, place);
      if (run.ends === 'context') this.#ctx.set('inside', 1);
      else if (run.ends !== 'value' && this.#reach(place) <= run.fails) throw thrown(run.ends);
      return valueOf(run.value);
    };
    // Not every closure is asynchronous.
    const closure = run.takes === 'nothing' && run.ends === 'value' ? () => valueOf(run.value) : action;
    if (run.name === undefined) return this.#ctx.run(closure);
    if (run.options === undefined && this.#serde === undefined) return this.#ctx.run(run.name, closure);
    return this.#ctx.run(run.name, closure, { ...run.options, ...(this.#serde && { serde: this.#serde }) });
  }

  async #take({ takes }: RunProgram, place: string): Promise<void> {
    switch (takes) {
      case 'nothing':
        return;
      case 'microtasks':
        for (let i = 0; i < 5; i++) await Promise.resolve();
        return;
      case 'timer':
        await wait(40);
        return;
      case 'immediate':
        await immediately();
        return;
      case 'effect':
        await this.#around.effect(place);
    }
  }

  #call({ slot, key, idempotent, ...where }: CallProgram): restate.InvocationPromise<unknown> | undefined {
    const callee = this.#callee(slot);
    if (callee === undefined) return undefined;
    return this.#ctx.genericCall({
      service: this.#nameOf(callee.service),
      method: callee.handler,
      parameter: this.#handedOn(key),
      ...(callee.kind === 'service' ? {} : { key: objectKey(key, this.#around.tag) }),
      ...(idempotent ? { idempotencyKey: `from ${this.#slot}` } : {}),
      ...scopeIn(where, this.#around),
      inputSerde: JSON_SERDE,
      outputSerde: this.#serde ?? JSON_SERDE,
      headers: { 'x-from': String(this.#slot) },
    });
  }

  #send({ slot, key, delayMs, ...where }: SendProgram): void {
    const callee = this.#callee(slot);
    if (callee === undefined) return;
    this.#sent.push(
      this.#ctx.genericSend({
        service: this.#nameOf(callee.service),
        method: callee.handler,
        parameter: this.#handedOn(key),
        ...(callee.kind === 'service' ? {} : { key: objectKey(key, this.#around.tag) }),
        ...(delayMs === 0 ? {} : { delay: delayMs }),
        ...scopeIn(where, this.#around),
        inputSerde: JSON_SERDE,
      }),
    );
  }

  #handedOn(key: number): unknown[] {
    const { tag } = this.#around;
    return tag === undefined ? [this.#slot, key] : [this.#slot, key, tag];
  }

  #awakeable(by: Resolver, value: number): restate.RestatePromise<unknown> {
    const { id, promise } = this.#ctx.awakeable<unknown>();
    switch (by) {
      case 'never':
        break;
      case 'self':
        this.#ctx.resolveAwakeable(id, valueOf(value));
        break;
      case 'self rejects':
        this.#ctx.rejectAwakeable(id, 'rejected');
        break;
      case 'helper':
      case 'helper rejects':
        this.#ctx.serviceSendClient(helper).awakeable({ id, value, rejects: by === 'helper rejects' });
    }
    return promise;
  }

  #signal(name: string, by: Resolver, value: number): restate.RestatePromise<unknown> {
    const promise = this.#ctx.signal<unknown>(name);
    const { id } = this.#ctx.request();
    const signal = this.#ctx.invocation(id).signal<unknown>(name);
    switch (by) {
      case 'never':
        break;
      case 'self':
        signal.resolve(valueOf(value));
        break;
      case 'self rejects':
        signal.reject(new restate.TerminalError('rejected', { errorCode: 410, metadata: { by: 'self' } }));
        break;
      case 'helper':
      case 'helper rejects':
        this.#ctx.serviceSendClient(helper).signal({ id, name, value, rejects: by === 'helper rejects' });
    }
    return promise;
  }

  #random(how: 'rand' | 'uuid' | 'ambient' | 'clock'): void {
    if (how === 'rand') this.#see(this.#ctx.rand.random());
    else if (how === 'uuid') this.#see(this.#ctx.rand.uuidv4());
    // On purpose: what code makes of ambient chance and time differs between attempts, and must do so alike.
    // oxlint-disable-next-line no-restricted-properties
    else if (how === 'ambient') this.#see(Math.random());
    // oxlint-disable-next-line no-restricted-globals
    else this.#see(Date.now());
  }

  #callee(slot: number): (typeof SLOTS)[number] | undefined {
    const later = SLOTS.slice(this.#slot + 1);
    return later.length === 0 ? undefined : later[slot % later.length];
  }

  #nameOf(service: string): string {
    return this.#around.nameOf?.(service) ?? service;
  }

  get #isFlow(): boolean {
    const kind = SLOTS[this.#slot]?.kind;
    return kind === 'workflow' || kind === 'query';
  }

  /** @returns how often this place of this invocation was reached, this time included */
  #reach(place: string): number {
    const address = `${this.#ctx.request().id} ${place}`;
    const times = (this.#around.reached.get(address) ?? 0) + 1;
    this.#around.reached.set(address, times);
    return times;
  }

  #see(what: unknown): void {
    this.#seen.push(what === undefined ? 'undefined' : what);
  }
}

type CallProgram = Omit<Extract<Expr, { readonly make: 'call' }>, 'make'>;
type SendProgram = Omit<Extract<Op, { readonly do: 'send' }>, 'do'>;

/** @returns scope and limit key of a request; programs that run on one server have scopes of their own */
export function scopeIn(
  { scope, limitKey }: ScopeProgram,
  { tag, nameOf }: Pick<Surroundings, 'nameOf' | 'tag'>,
): { readonly scope?: string; readonly limitKey?: string } {
  if (scope === undefined) return {};
  const name = SCOPES[scope] ?? 's';
  const own = tag === undefined ? (nameOf?.(name) ?? name) : `${name}-${tag}`;
  return { scope: own, ...(limitKey !== undefined && { limitKey: promiseName(limitKey) }) };
}

/** The SDK's types of its own serde are at odds with ours, which distinguish an absent field from an undefined one. */
const JSON_SERDE = restate.serde.json as restate.Serde<unknown>;

function constant(value: unknown): restate.RestatePromise<unknown> {
  return restate.RestatePromise.resolve(value);
}

function valueOf(index: number): unknown {
  return VALUES[index]?.make();
}

function stateKey(index: number): string {
  return STATE_KEYS[index] ?? 'a';
}

/** @param tag of the program, where several run on one server */
export function objectKey(index: number, tag?: string): string {
  const key = KEYS[index] ?? 'ann';
  return tag === undefined ? key : `${tag}-${key}`;
}

function promiseName(index: number): string {
  return NAMES[index] ?? 'p';
}
