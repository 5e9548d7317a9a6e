import * as restate from '@restatedev/restate-sdk';
import type { Engine } from '../../sim/attempt/attempt.ts';
import { BUILT_IN } from '../../sim/checks/built-in.ts';
import { RunWatch } from '../../sim/checks/run-watch.ts';
import { quiet, type Decider } from '../../sim/core/choices.ts';
import { assemble, type Assembled } from '../../sim/simulation/run/assemble.ts';
import type { Operation } from '../../sim/simulation/client/operations.ts';
import { viewOf } from '../../sim/simulation/run/view-of.ts';
import { encodeUtf8 } from '../../sim/core/utf8.ts';

type State = { v: number };

/** The handlers that are measured. */
const counter = restate.object({
  name: 'Counter',
  handlers: {
    /** The unit of most figures: one get, one run, one set. */
    add: async (ctx: restate.ObjectContext<State>, amount: number): Promise<number> => {
      const value = (await ctx.get('v')) ?? 0;
      await ctx.run('price', () => 42);
      ctx.set('v', value + amount);
      return value + amount;
    },
    /** Twenty entries: input, output, and nine times run and set. */
    twenty: async (ctx: restate.ObjectContext<State>): Promise<void> => {
      for (let i = 0; i < 9; i++) {
        ctx.set('v', await ctx.run(`step ${i}`, () => i));
      }
    },
  },
});

/** Wakes up once a day for thirty days. */
const month = restate.workflow({
  name: 'Month',
  handlers: {
    run: async (ctx: restate.WorkflowContext): Promise<number> => {
      let days = 0;
      for (; days < 30; days++) await ctx.sleep({ days: 1 });
      return days;
    },
  },
});

/** Also served to a real server, for comparison. */
export const SERVICES = [counter, month];
const ONE = encodeUtf8('1');
const EMPTY = new Uint8Array();

export function world(seed: number, decider: Decider = quiet, engine?: Engine): Assembled {
  const limits = { steps: 10_000_000, events: 10_000_000 };
  const assembled = assemble({ seed, decider, limits, services: () => SERVICES, ...(engine && { engine }) });
  const watch = new RunWatch(viewOf(assembled), BUILT_IN);
  assembled.world.trace.listen((event) => watch.see(event));
  return assembled;
}

/** One client after another calls `add`, each when the last was answered. @returns steps taken */
export async function addInTurn(assembled: Assembled, invocations: number, keys: number): Promise<number> {
  const { operations, loop } = assembled;
  let answers = 0;
  const next = (index: number): void => {
    if (index >= invocations) return;
    operations.issue(call('add', `k${index % keys}`, `o${index}`, ONE), () => {
      answers++;
      next(index + 1);
    });
  };
  next(0);
  await loop.run(() => answers === invocations);
  return loop.steps;
}

/** Three clients at once, each with one invocation of twenty entries. */
export async function threeByTwenty(seed: number, decider: Decider): Promise<number> {
  const assembled = world(seed, decider);
  for (const name of ['a', 'b', 'c']) {
    assembled.operations.issue(call('twenty', `k${name}`, name, undefined), () => undefined);
  }
  await assembled.loop.run(() => false);
  return assembled.loop.steps;
}

/** @returns virtual ms that a month of daily sleeps took */
export async function aMonth(): Promise<number> {
  const assembled = world(1);
  const start = assembled.world.clock.now;
  let done = false;
  assembled.operations.issue(
    {
      id: 'a',
      client: 'c',
      kind: 'call',
      target: { service: 'Month', key: 'm', handler: 'run' },
      request: request('/Month/m/run', undefined),
    },
    () => {
      done = true;
    },
  );
  await assembled.loop.run(() => done);
  return assembled.world.clock.now - start;
}

function call(handler: string, key: string, id: string, input: Uint8Array | undefined): Operation {
  const target = { service: 'Counter', key, handler };
  return { id, client: id, kind: 'call', target, request: request(`/Counter/${key}/${handler}`, input) };
}

function request(path: string, input: Uint8Array | undefined): Operation['request'] {
  return {
    method: 'POST',
    path,
    headers: input === undefined ? [] : [['content-type', 'application/json']],
    body: input ?? EMPTY,
  };
}
