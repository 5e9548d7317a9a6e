import type { Bench } from '../bench.ts';
import type { Status } from '../driver.ts';
import { textField } from '../json.ts';
import { inShort } from '../deployments/mismatch.ts';
import { Rollout } from '../deployments/rollout.ts';
import {
  object,
  QUICK,
  service,
  strict,
  type Body,
  type ServiceSpec,
  type Services,
} from '../deployments/services-of.ts';
import type { Change, Fate } from './change.ts';

/** How an invocation comes to run on v2. */
export type Route = 'in place' | 'resumed';

/**
 * Plays changes, each with a service and an invocation of its own: v1 until it waits, then v2, for all of them at once.
 * @returns what became of each invocation, or why it is undecided
 */
export async function play(
  bench: Bench,
  changes: readonly Change[],
  route: Route,
): Promise<readonly PromiseSettledResult<Fate>[]> {
  const rollout = await Rollout.begin(bench, codeOf(changes, 'v1'), codeOf(changes, 'v2'));
  const begun = await Promise.allSettled(changes.map((change) => begin(rollout, change)));
  await (route === 'in place' ? rollout.serve('A', 'v2') : rollout.next());
  return Promise.allSettled(
    begun.map(async (one) => {
      if (one.status === 'rejected') throw one.reason;
      return new ChangePlay(rollout, one.value, route).end();
    }),
  );
}

/** An invocation that v1 has begun, and that waits. */
interface Begun {
  readonly change: Change;
  readonly id: string;
  /** Attempts and closures of v1. */
  readonly attempts: number;
  readonly runs: number;
}

async function begin(rollout: Rollout, change: Change): Promise<Begun> {
  const key = change.of === undefined ? undefined : 'k';
  if (change.before !== undefined) await rollout.call(rollout.to(change.name, 'before', key));
  const handler = change.of === 'workflow' ? 'run' : 'go';
  const id = await rollout.send(rollout.to(change.name, handler, key), change.input);
  // It may be suspended before, while a call that it makes takes its time.
  if (change.waits === undefined && change.resolves === undefined) await rollout.awaitsAwakeable(id);
  await rollout.reaches(id, 'suspended');
  return { change, id, attempts: rollout.attempts(id).length, runs: rollout.runs(id) };
}

/** One invocation from the change on. */
class ChangePlay {
  readonly #rollout: Rollout;
  readonly #begun: Begun;
  readonly #route: Route;

  constructor(rollout: Rollout, begun: Begun, route: Route) {
    this.#rollout = rollout;
    this.#begun = begun;
    this.#route = route;
  }

  async end(): Promise<Fate> {
    const { id, attempts, runs } = this.#begun;
    if (this.#route === 'resumed') {
      await this.#rollout.resume(id, 'latest');
      await this.#atRest(attempts);
    }
    await this.#goOn();
    const fate = await this.#fate();
    const closures = this.#rollout.runs(id) - runs;
    if (fate === 'suspended') await this.#rollout.kill(id);
    return `${fate}${closures === 0 ? '' : ` +${closures}`}`;
  }

  /** Makes what it waits for happen, and waits until that has had its effect. */
  async #goOn(): Promise<void> {
    const { change, id } = this.#begun;
    const attempts = this.#rollout.attempts(id).length;
    const isSuspended = (await this.#rollout.bench.status(id)) === 'suspended';
    const isInPlace = this.#route === 'in place';
    if (change.resolves !== undefined) {
      await this.#rollout.call(this.#rollout.to(change.name, 'resolve', 'k'), change.resolves);
    } else if (change.waits === undefined) {
      await this.#rollout.resolve(id);
    }
    if (isInPlace && (change.waits ?? change.resolves) !== undefined) await this.#rollout.resume(id);
    if (change.waits === 'sleep') await this.#rollout.reaches(id, 'completed', 'paused');
    else if (isSuspended && (isInPlace || change.waits === undefined)) await this.#atRest(attempts);
  }

  /** Waits until an attempt has begun that is not among the first `attempts`, and the invocation rests. */
  async #atRest(attempts: number): Promise<void> {
    const { change, id } = this.#begun;
    // An attempt that cannot read its input does not come to its handler, and ends the invocation.
    if (change.strictInput) await this.#rollout.reaches(id, 'completed', 'paused');
    else await this.#rollout.attempt(id, attempts + 1);
    await this.#rollout.reaches(id, ...REST);
  }

  async #fate(): Promise<Fate> {
    const { bench } = this.#rollout;
    const { id } = this.#begun;
    const status = await this.#rollout.reaches(id, ...REST);
    if (status === 'suspended') return status;
    if (status === 'completed') {
      const { status: http, json, text } = await bench.attach(id);
      return http === 200 ? `completed ${text}` : `failed ${http} ${this.#short(textField(json, 'message'))}`;
    }
    const [trouble] = await bench.driver.troublesOf(id);
    const failure = trouble?.type === 'paused' ? trouble.failure : trouble;
    return failure === undefined
      ? `${status} for no reason`
      : `${status}: ${failure.code} ${this.#short(failure.message)}`;
  }

  #short(message: string): string {
    return this.#rollout.plain(inShort(message)).replaceAll(UUID, 'UUID');
  }
}

const REST: readonly Status[] = ['completed', 'paused', 'suspended'];

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function codeOf(changes: readonly Change[], version: 'v1' | 'v2'): Services {
  return { ...Object.fromEntries(changes.map((change) => [change.name, serviceOf(change, version)])), ...callees };
}

function serviceOf(change: Change, version: 'v1' | 'v2'): ServiceSpec {
  const { of = 'service', v1, v2 = v1, before, strictInput, options } = change;
  const body = version === 'v1' ? v1 : v2;
  const handler = version === 'v2' && strictInput === true ? { body, input: strict } : body;
  const handlers = {
    [of === 'workflow' ? 'run' : 'go']: handler,
    ...(before !== undefined && { before }),
    ...(of === 'workflow' && { resolve }),
  };
  return { kind: of, handlers, options: { ...QUICK, ...options?.[version] } };
}

export const resolve: Body = async ({ ctx, input }) => {
  await ctx.promise<string>(input as string).resolve('yes');
  return null;
};

const echo: Body = ({ input }) => input;

/** What the handlers call. */
export const callees: Services = {
  Callee: service({ echo, echo2: ({ input = null }) => ['two', input] }),
  Callee2: service({ echo }),
  CalleeO: object({ echo }),
};
