import * as restate from '@restatedev/restate-sdk';
import type { InvocationRow } from '../../../server/introspection.ts';
import { decodeUtf8, encodeUtf8 } from '../../../core/utf8.ts';
import type { AdminResponse } from '../../../server/admin-response.ts';
import { effect } from '../../scenario/effect.ts';
import type { AnyDefinition } from '../../scenario/scenario.ts';
import type { DeployOptions } from '../deploy.ts';
import { Simulation, type SimulationOptions } from '../../simulation.ts';

/** The SDK's own serde for JSON does not fit the types of generic calls where optional properties are exact. */
function json<T>(): restate.Serde<T> {
  return {
    contentType: 'application/json',
    serialize: (value) => encodeUtf8(JSON.stringify(value)),
    deserialize: (bytes) => JSON.parse(decodeUtf8(bytes)) as T,
  };
}

const RETRIES = { initialInterval: 1_000, exponentiationFactor: 1, maxAttempts: 4, onMaxAttempts: 'pause' } as const;

/** How long the step `wait` takes. */
const WAIT_MS = 500;

const outside = {
  wait: effect({ state: () => ({}), latenciesMs: [WAIT_MS], apply: (_state, _input: string) => 'done' }),
};

type Wait = () => Promise<unknown>;

/** One thing that a handler does. */
export type Step =
  | {
      readonly do:
        'run' | 'wait' | 'unawaited' | 'get' | 'set' | 'add' | 'rand' | 'awakeable' | 'signal' | 'promise' | 'resolve';
    }
  | { readonly do: 'sleep'; readonly ms: number }
  /** Fails in attempts of this invocation before that one. */
  | { readonly do: 'fail'; readonly before: number }
  | { readonly do: 'call' | 'send'; readonly to: string; readonly handler: string; readonly key?: string };

/** What only some contexts have. */
interface Own {
  readonly wait: Wait;
  readonly get?: () => Promise<unknown>;
  readonly set?: () => void;
  /** Adds one to a number in the state. */
  readonly add?: () => Promise<string>;
  /** Sets a random value. */
  readonly rand?: () => string;
  readonly promise?: () => Promise<string>;
  readonly resolve?: () => Promise<void>;
}

/** The same services in a version; every handler does the steps of its input, and returns the versions that it has seen. */
export class Version {
  readonly name: string;
  /** Awakeables that handlers wait for, oldest first. */
  readonly awakeables: string[] = [];
  /** Beyond those that every version has. */
  retries: restate.RetryPolicy = {};
  /** Whether the handlers of the object are shared. */
  shared = false;
  readonly #attempts = new Map<string, number>();

  constructor(name: string) {
    this.name = name;
  }

  /** @param handlers of the service `S` and of the object `O`; the workflow `W` always has `run` and `shared` */
  services(wait: Wait, handlers: readonly string[] = ['go'], others: readonly string[] = []) {
    const options = { inactivityTimeout: 100, retryPolicy: { ...RETRIES, ...this.retries } };
    const plain = (ctx: restate.Context, steps?: Step[]): Promise<string[]> =>
      this.#go(ctx, steps, {
        wait,
      });
    const keyed = (ctx: restate.ObjectContext, steps?: Step[]): Promise<string[]> =>
      this.#go(ctx, steps, {
        wait,
        get: () => ctx.get('x'),
        set: () => ctx.set('x', this.name),
        add: () => added(ctx),
        rand: () => drawn(ctx),
      });
    const reading = (ctx: restate.ObjectSharedContext, steps?: Step[]): Promise<string[]> =>
      // A shared handler has `set` where the invocation was accepted as an exclusive one, whatever its type says.
      this.#go(ctx, steps, {
        wait,
        set: () => ('set' in ctx && typeof ctx.set === 'function' ? ctx.set('x', this.name) : undefined),
      });
    const run = (ctx: restate.WorkflowContext, steps?: Step[]): Promise<string[]> =>
      this.#go(ctx, steps, {
        wait,
        promise: () => ctx.promise<string>('p').get(),
      });
    const shared = (ctx: restate.WorkflowSharedContext, steps?: Step[]): Promise<string[]> =>
      this.#go(ctx, steps, {
        wait,
        resolve: () => ctx.promise<string>('p').resolve(this.name),
      });
    return [
      restate.service({ name: 'S', options, handlers: named(handlers, plain) }),
      this.shared
        ? restate.object({ name: 'O', options, handlers: named(handlers, restate.handlers.object.shared(reading)) })
        : restate.object({ name: 'O', options, handlers: named(handlers, keyed) }),
      restate.workflow({ name: 'W', options, handlers: { run, shared } }),
      ...others.map((name) => restate.service({ name, options, handlers: named(['go'], plain) })),
    ];
  }

  /** A service under the name of another type. */
  mistyped(name: string): AnyDefinition[] {
    return [restate.object({ name, handlers: { go: async (ctx: restate.ObjectContext) => ctx.key } })];
  }

  async #go(ctx: restate.Context, steps: readonly Step[] = [], own: Own): Promise<string[]> {
    const { id } = ctx.request();
    const attempt = (this.#attempts.get(id) ?? 0) + 1;
    this.#attempts.set(id, attempt);
    const seen = [this.name];
    for (const step of steps) seen.push(...(await this.#do(ctx, step, own, attempt)));
    return seen;
  }

  async #do(ctx: restate.Context, step: Step, own: Own, attempt: number): Promise<string[]> {
    switch (step.do) {
      case 'run':
        return [await ctx.run('r', () => this.name)];
      case 'unawaited':
        void ctx.sleep(60_000);
        return [];
      case 'sleep':
        await ctx.sleep(step.ms);
        return [];
      case 'wait':
        // Nothing is stored.
        await own.wait();
        return [];
      case 'fail':
        if (attempt < step.before) throw new Error(`${this.name} fails`);
        return [];
      case 'awakeable': {
        const { id, promise } = ctx.awakeable<string>();
        this.awakeables.push(id);
        return [await promise];
      }
      case 'signal':
        return [await ctx.signal<string>('s')];
      case 'call':
      case 'send':
        return remote(ctx, step);
      case 'get':
      case 'set':
      case 'add':
      case 'rand':
      case 'promise':
      case 'resolve': {
        const result = await own[step.do]?.();
        return typeof result === 'string' ? [result] : [];
      }
    }
  }
}

async function added(ctx: restate.ObjectContext): Promise<string> {
  const n = ((await ctx.get<number>('n')) ?? 0) + 1;
  ctx.set('n', n);
  return String(n);
}

function drawn(ctx: restate.ObjectContext): string {
  const value = ctx.rand.uuidv4();
  ctx.set('x', value);
  return value;
}

async function remote(
  ctx: restate.Context,
  { do: how, to, handler: method, key }: Extract<Step, { do: 'call' | 'send' }>,
): Promise<string[]> {
  const target = { service: to, method, ...(key !== undefined && { key }), parameter: [], inputSerde: json<Step[]>() };
  if (how === 'call') return ctx.genericCall<Step[], string[]>({ ...target, outputSerde: json<string[]>() });
  ctx.genericSend<Step[]>({ ...target, delay: 5_000 });
  return [];
}

function named<Handler>(names: readonly string[], handler: Handler): Record<string, Handler> {
  return Object.fromEntries(names.map((name) => [name, handler]));
}

/** Names of the handlers, and of services with a handler `go`, see {@link Version.services}. */
export type Bound = readonly [handlers?: readonly string[], others?: readonly string[]];

function servicesOf(
  version: Version,
  bound: Bound,
): (effects: { readonly wait: (input: string) => Promise<unknown> }) => AnyDefinition[] {
  return ({ wait }) => version.services(() => wait(version.name), ...bound);
}

/** A simulation that begins with version 1, and what tests ask it. */
export class Upgrade implements AsyncDisposable {
  readonly v1: Version = new Version('v1');
  readonly v2: Version = new Version('v2');
  readonly sim: Simulation<typeof outside>;

  /** @param first of {@link Version.services} */
  constructor(settings: Partial<SimulationOptions>, first: Bound = [['go', 'old'], ['T']]) {
    this.sim = new Simulation({ ...settings, effects: outside, services: servicesOf(this.v1, first) });
  }

  /** Sends steps to a handler, and lets it begin. @returns the id of the invocation */
  async send(path: string, ...steps: readonly Step[]): Promise<string> {
    const { body } = await this.ask(path.replace(/(\?|$)/, '/send$1'), steps);
    const { invocationId } = body as { readonly invocationId: string };
    await this.sim.advance(0);
    return invocationId;
  }

  /** Calls a handler with steps. */
  call(path: string, ...steps: readonly Step[]): Promise<Asked> {
    return this.ask(path, steps);
  }

  async ask(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Asked> {
    const response = await this.sim.fetch(`http://restate:8080${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** Deploys version 2, or another one. */
  deploy(options: DeployOptions = { how: 'new' }, bound: Bound = [], version: Version = this.v2): AdminResponse {
    return this.sim.deploy(servicesOf(version, bound), options);
  }

  /** Id of a deployment by its number. */
  id(number: number): string {
    return this.sim.deployments.find((row) => row.number === number)?.id ?? '';
  }

  row(id: string): InvocationRow | undefined {
    return this.sim.server.introspection.invocation(id);
  }

  /** Resolves the latest awakeable of both versions. */
  async resolve(value: string = 'ok', { awakeables }: Version = this.v1): Promise<void> {
    await this.ask(`/restate/awakeables/${awakeables.at(-1)}/resolve`, value);
  }

  /** Numbers of the deployments of an invocation's attempts whose code has run. */
  ranOn(id: string): number[] {
    const created = this.sim.trace.find((event) => event.type === 'invocation created' && event.id === id);
    const address = created?.type === 'invocation created' ? created.invocation : '';
    return this.sim.trace.flatMap((event) =>
      event.type === 'attempt started' && event.invocation === address ? [event.deployment ?? 1] : [],
    );
  }

  /** Number of the deployment to which an invocation is pinned. */
  pinnedTo(id: string): number | undefined {
    const { invocations, deployments } = this.sim.server;
    const pinned = invocations.get(id)?.pinned?.deployment;
    return pinned === undefined ? undefined : (deployments.byId(pinned)?.number ?? 0);
  }

  /** The result of an invocation, as JSON; undefined while there is none. */
  resultOf(id: string): unknown {
    const result = this.sim.server.invocations.get(id)?.result;
    if (result === undefined) return undefined;
    return 'failure' in result ? result.failure : JSON.parse(decodeUtf8(result.ok));
  }

  status(id: string): string | undefined {
    return this.sim.server.introspection.statusOf(id);
  }

  /** Documentation codes of the failures of an invocation, and its pauses with the failures that led to them. */
  failures(id: string): string[] {
    const rows = this.sim.server.introspection.troublesOf(id);
    return rows.map(({ event_type, restate_doc_error_code: code = '' }) => {
      return event_type === 'Paused' ? `Paused ${code}`.trim() : code;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sim[Symbol.asyncDispose]();
  }
}

export interface Asked {
  readonly status: number;
  readonly body: unknown;
}
