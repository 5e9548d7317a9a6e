/**
 * Goal: an observer gets each invocation of its service once, with decoded values, from clients and from other services. Method: a
 * counter that is called by a client and by another service, in a run without faults.
 */
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { runPlan, serviceInvariant, type Invariant, type RunResult, type ServiceObserver } from '../../sim/index.ts';
import { quiet } from '../../sim/core/choices.ts';
import { ask, planned, worldOf } from './build.ts';

const counter = restate.object({
  name: 'Counter',
  handlers: {
    add: async (ctx: restate.ObjectContext, amount: number): Promise<number> => {
      await ctx.run('note', () => `note ${amount}`);
      const value = ((await ctx.get<number>('value')) ?? 0) + amount;
      if (value > 9) throw new restate.TerminalError('full', { errorCode: 409 });
      ctx.set('value', value);
      return value;
    },
  },
});

const front = restate.service({
  name: 'Front',
  handlers: {
    add: (ctx: restate.Context): Promise<number> => ctx.objectClient<typeof counter>(counter, 'k').add(5),
  },
});

const requests = [ask('Front', undefined, 'add'), ask('Counter', 'k', 'add', 3), ask('Counter', 'k', 'add', 4)];

function run(observer: Omit<ServiceObserver, 'exercised'>): Promise<RunResult> {
  const invariant: Invariant = serviceInvariant('observed', 'Counter', () => ({ ...observer, exercised: () => 1 }));
  const scenario = worldOf(requests, { services: [counter, front], invariants: [invariant] });
  const operations = planned(...requests.map((request) => ({ ...request, client: 'ann' })));
  const plan = { version: 1, scenario: scenario.name, seed: 1, operations, world: [], holds: [], choices: {} } as const;
  return runPlan(scenario, plan, { decider: quiet });
}

describe('an observer of a service', () => {
  it('gets what its invocations were given, wrote and returned, in order', async () => {
    const seen: unknown[] = [];
    await run({
      onCreated: ({ invocation, key, handler, input }) => void seen.push(['created', invocation, key, handler, input]),
      onWrite: ({ runResults }, { name, value }) => void seen.push([name, value, runResults.map((one) => one.value)]),
      onCompleted: ({ invocation }, end) =>
        void seen.push([invocation, 'output' in end ? end.output : end.failure.message]),
      onSettled: () => void seen.push('settled'),
    });
    expect(seen).toEqual([
      ['created', 'a/1', 'k', 'add', 5],
      ['value', 5, ['note 5']],
      ['a/1', 5],
      ['created', 'b', 'k', 'add', 3],
      ['value', 8, ['note 3']],
      ['b', 8],
      ['created', 'c', 'k', 'add', 4],
      ['c', 'full'],
      'settled',
    ]);
  });

  it('may report a sentence, which is completed with the invocation and the time', async () => {
    const { invariants } = await run({
      onWrite: (_call, { value }) => (value === 8 ? 'eight is one too many' : undefined),
    });
    const { breach } = invariants.find(({ name }) => name === 'observed') ?? {};
    expect(breach).toMatchObject({
      message: 'add of Counter/k (invocation b) at 0 ms: eight is one too many',
      handler: 'Counter/add',
    });
  });
});
