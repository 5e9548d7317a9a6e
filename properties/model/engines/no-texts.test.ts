/**
 * Goal: names and ids that are no texts, which nothing keeps out at run time, come to the same on both engines. Method: a
 * handler for each way to hand one over, run alike on both; the traces must be the same.
 */
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { loadEngine } from '../../../sim/attempt/engines.ts';
import { Runner } from '../../../sim/search/run/runner.ts';
import type { Plan } from '../../../sim/simulation/faults/plan.ts';
import type { RunResult } from '../../../sim/simulation/run/run-plan.ts';
import { scenario } from '../../../sim/simulation/scenario/scenario.ts';

type Use = (ctx: restate.WorkflowContext, value: never) => unknown;

const USES: Readonly<Record<string, Use>> = {
  'resolve an awakeable': (ctx, value) => ctx.resolveAwakeable(value, 1),
  'reject an awakeable': (ctx, value) => ctx.rejectAwakeable(value, 'no'),
  'get state': (ctx, value) => ctx.get(value),
  'set state': (ctx, value) => ctx.set(value, 1),
  'clear state': (ctx, value) => ctx.clear(value),
  'cancel an invocation': (ctx, value) => ctx.cancel(value),
  'attach to an invocation': (ctx, value) => ctx.attach(value),
  'call a service': (ctx, value) => ctx.genericCall({ service: value, method: 'm', parameter: new Uint8Array() }),
  'call a handler': (ctx, value) => ctx.genericCall({ service: 'S', method: value, parameter: new Uint8Array() }),
  'send to a service': (ctx, value) => ctx.genericSend({ service: value, method: 'm', parameter: new Uint8Array() }),
  'await a promise': (ctx, value) => ctx.promise(value).get(),
  'peek at a promise': (ctx, value) => ctx.promise(value).peek(),
  'resolve a promise': (ctx, value) => ctx.promise(value).resolve(1),
};

async function runOn(name: 'fake' | 'sdk', use: Use, value: unknown, goesOn: boolean): Promise<RunResult> {
  const flow = restate.workflow({
    name: 'Flow',
    handlers: {
      run: async (ctx: restate.WorkflowContext) => {
        await ctx.run('before', () => 1);
        const using = use(ctx, value as never);
        // A handler that does not await goes on for a moment.
        if (goesOn) await ctx.run('after', () => 2);
        else await using;
      },
    },
  });
  const world = scenario('no texts', { services: [flow], operations: ({ call }) => [call(flow, 'run', { key: 'a' })] });
  const operation = { kind: 'call', service: 'Flow', handler: 'run', key: 'a' } as const;
  const operations = [{ id: 'a', client: 'a', ...operation, troubles: [] }];
  const plan: Plan = { version: 1, scenario: 'no texts', seed: 1, operations, world: [], holds: [], choices: {} };
  const options = { engine: await loadEngine(name), limits: { steps: 60 } };
  return new Runner(world, options).run(plan);
}

describe.each(Object.entries(USES))('what is no text, to %s', (_name, use) => {
  it.each([
    [undefined, false],
    [undefined, true],
    [null, false],
    [null, true],
    [5, false],
    [5, true],
    [{ a: 1 }, false],
    [{ a: 1 }, true],
  ])('%j fails the attempt on both engines alike (while the handler goes on: %s)', async (value, goesOn) => {
    const [fake, sdk] = [await runOn('fake', use, value, goesOn), await runOn('sdk', use, value, goesOn)];
    expect(fake.hash).toBe(sdk.hash);
    expect(fake.events.some(({ type }) => type === 'attempt failed')).toBe(true);
  });
});

describe.each([Number.NaN, -5, 0, 0.5, 5, Number.POSITIVE_INFINITY])('a send after %s ms', (delay) => {
  it('comes to the same on both engines', async () => {
    const send: Use = (ctx) =>
      void ctx.genericSend({ service: 'Flow', method: 'run', key: 'b', parameter: new Uint8Array(), delay });
    const [fake, sdk] = [await runOn('fake', send, undefined, false), await runOn('sdk', send, undefined, false)];
    expect(fake.hash).toBe(sdk.hash);
  });
});
