import * as restate from '@restatedev/restate-sdk';

import type { Json } from './json.ts';
import { sendMessage } from './message-ops.ts';
import type { BackgroundOp, Op, OwnOp, PromiseOp, StateOp } from './ops.ts';
import type { Outside } from './outside.ts';
import { doOutside } from './outside-ops.ts';
import { beginWait, type AnyContext } from './wait-ops.ts';

/** Does the ops in order. Returns what they produced, or what a `return` op says. */
export async function interpret(ctx: AnyContext, ops: readonly Op[], outside: Outside): Promise<Json | undefined> {
  const program: Program = { ctx, outside, results: [], started: new Map(), awakeables: new Map() };
  const returned = await doAll(program, ops);
  return returned === undefined ? program.results : returned.value;
}

interface Program {
  readonly ctx: AnyContext;
  readonly outside: Outside;
  readonly results: Json[];
  readonly started: Map<string, restate.RestatePromise<unknown>>;
  /** Ids, by the names under which they were started. */
  readonly awakeables: Map<string, string>;
}

interface Returned {
  readonly value: Json | undefined;
}

async function doAll(program: Program, ops: readonly Op[]): Promise<Returned | undefined> {
  for (const op of ops) {
    const returned = await doOne(program, op);
    if (returned !== undefined) return returned;
  }
  return undefined;
}

async function doOne(program: Program, op: Op): Promise<Returned | undefined> {
  const { ctx, outside } = program;
  switch (op.op) {
    case 'log':
    case 'pass':
    case 'count':
    case 'value':
    case 'failTimes':
    case 'pauseTimes':
    case 'crashTimes':
    case 'refuse':
      produce(program, await doOutside(outside, op, ctx.request().id));
      return undefined;
    case 'get':
    case 'set':
    case 'clear':
    case 'clearAll':
    case 'keys':
      return doState(program, op);
    case 'sleep':
    case 'run':
    case 'call':
    case 'signal':
    case 'promise':
    case 'attach':
    case 'cancellation':
      produce(program, await beginWait(ctx, op, outside));
      return undefined;
    case 'start':
    case 'awakeable':
    case 'resolveOwn':
    case 'rejectOwn':
    case 'await':
    case 'race':
    case 'all':
      return doBackground(program, op);
    case 'send':
    case 'cancel':
    case 'resolveAwakeable':
    case 'rejectAwakeable':
    case 'sendSignal':
      produce(program, await sendMessage(ctx, op));
      return undefined;
    case 'peek':
    case 'resolve':
    case 'reject':
      return doPromise(program, op);
    case 'try':
      return tryAll(program, op.ops);
    case 'onPass': {
      const pass = outside.count(op.counter);
      return doAll(program, op.passes[Math.min(pass, op.passes.length) - 1] ?? []);
    }
    case 'return':
      return { value: op.value };
    case 'returnNothing':
      return { value: undefined };
    case 'logRandom':
    case 'draw':
    case 'key':
    case 'scope':
    case 'header':
      return doOwn(program, op);
    default:
      return op satisfies never;
  }
}

async function doState({ ctx, results }: Program, op: StateOp): Promise<undefined> {
  switch (op.op) {
    case 'get':
      results.push((await ctx.get<Json>(op.name)) ?? null);
      return undefined;
    case 'set':
      ctx.set(op.name, op.value);
      return undefined;
    case 'clear':
      ctx.clear(op.name);
      return undefined;
    case 'clearAll':
      ctx.clearAll();
      return undefined;
    case 'keys':
      results.push(await ctx.stateKeys());
      return undefined;
    default:
      return op satisfies never;
  }
}

async function doBackground(program: Program, op: BackgroundOp): Promise<undefined> {
  const { ctx, outside, results, started, awakeables } = program;
  switch (op.op) {
    case 'start':
      started.set(op.as, beginWait(ctx, op.wait, outside));
      return undefined;
    case 'awakeable': {
      const { id, promise } = ctx.awakeable<Json>();
      outside.log({ tag: op.tag, id: ctx.request().id, awakeable: id });
      started.set(op.as, promise);
      awakeables.set(op.as, id);
      return undefined;
    }
    case 'resolveOwn':
      ctx.resolveAwakeable(awakeables.get(op.of) ?? '', op.value);
      return undefined;
    case 'rejectOwn':
      ctx.rejectAwakeable(awakeables.get(op.of) ?? '', op.reason);
      return undefined;
    case 'await': {
      const promise = startedAs(program, op.of);
      produce(program, await (op.timeoutMs === undefined ? promise : promise.orTimeout(op.timeoutMs)));
      return undefined;
    }
    case 'race':
      results.push(await restate.RestatePromise.race(op.of.map((name) => startedAs(program, name).map(() => name))));
      return undefined;
    case 'all':
      produce(program, await restate.RestatePromise.all(op.of.map((name) => startedAs(program, name))));
      return undefined;
    default:
      return op satisfies never;
  }
}

async function doPromise({ ctx, results }: Program, op: PromiseOp): Promise<undefined> {
  switch (op.op) {
    case 'peek':
      results.push((await ctx.promise<Json>(op.name).peek()) ?? null);
      return undefined;
    case 'resolve':
      await ctx.promise<Json>(op.name).resolve(op.value);
      results.push('ok');
      return undefined;
    case 'reject':
      await ctx.promise<Json>(op.name).reject(op.reason);
      results.push('ok');
      return undefined;
    default:
      return op satisfies never;
  }
}

function doOwn({ ctx, outside, results }: Program, op: OwnOp): undefined {
  switch (op.op) {
    case 'logRandom':
      outside.log({ tag: op.tag, id: ctx.request().id, draws: [ctx.rand.random(), ctx.rand.uuidv4()] });
      return undefined;
    case 'draw':
      results.push(ctx.rand.uuidv4());
      return undefined;
    case 'scope':
      results.push([ctx.request().scope ?? null, ctx.request().limitKey ?? null]);
      return undefined;
    case 'key':
      results.push(ctx.key);
      return undefined;
    case 'header':
      results.push(ctx.request().headers.get(op.name) ?? null);
      return undefined;
    default:
      return op satisfies never;
  }
}

async function tryAll(program: Program, ops: readonly Op[]): Promise<Returned | undefined> {
  try {
    return await doAll(program, ops);
  } catch (error) {
    // Anything else is the SDK's own way to leave the handler, or a retryable failure: not ours to swallow.
    if (!(error instanceof restate.TerminalError)) throw error;
    // An error that comes out of the journal has an empty object where the one thrown had nothing.
    const { metadata = {} } = error;
    program.results.push({
      error: error.name,
      code: error.code,
      message: error.message,
      ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    });
    return undefined;
  }
}

function startedAs(program: Program, name: string): restate.RestatePromise<unknown> {
  const promise = program.started.get(name);
  if (promise === undefined) throw new restate.TerminalError(`nothing was started as '${name}'`);
  return promise;
}

/** Everything that conformance handlers pass around is JSON, by construction of the cases. */
function produce(program: Program, value: unknown): void {
  if (value !== undefined) program.results.push(value as Json);
}
