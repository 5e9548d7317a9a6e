/**
 * Goal: after a misuse of the context the engines may differ, and that is no fault of the simulator. Method: two traces that
 * part, with and without a remark before, are confirmed; so are the findings of real services, by what they lead to.
 */
import * as restate from '@restatedev/restate-sdk';
import { expect, it } from 'vitest';
import { loadEngine, type EngineName } from '../../../attempt/engines.ts';
import { scenario } from '../../../simulation/scenario/scenario.ts';
import { eventsIn, writeTrace } from '../../../trace/file.ts';
import type { TraceEvent } from '../../../trace/event.ts';
import { Runner } from '../../run/runner.ts';
import { repeat } from '../fresh/repeat.ts';
import type { Finding } from '../finding.ts';
import { confirm } from './confirm.ts';
import { confirmed } from './confirmed.ts';

const shop = restate.service({
  name: 'Shop',
  handlers: { buy: async (ctx: restate.Context) => Promise.all([ctx.run('a', () => 1), ctx.run('b', () => 2)]) },
});
const world = scenario('misuse', { services: [shop], operations: ({ call }) => [call(shop, 'buy', {})] });
const operation = { kind: 'call', service: 'Shop', handler: 'buy', troubles: [] } as const;
const plan: Finding['plan'] = {
  version: 1,
  scenario: 'misuse',
  seed: 1,
  operations: [{ id: 'a', client: 'a', ...operation }],
  world: [],
  holds: [],
  choices: {},
};

async function findingOn(name: EngineName): Promise<Finding> {
  const { hash } = await new Runner(world, { engine: await loadEngine(name) }).run(plan);
  return {
    scenario: 'misuse',
    invariant: 'replay is faithful',
    handler: 'Shop/buy',
    kind: 'concurrent-await',
    message: '',
    seed: 1,
    path: undefined,
    strategy: 'plan',
    plan,
    traceHash: hash,
    steps: [],
    story: [],
    needs: [],
    shrinking: { runs: 0, minimal: true, partsBefore: 1, partsAfter: 1 },
  };
}

it.each(['fake', 'sdk'] as const)('a misuse found on %s is confirmed by what it leads to', async (engine) => {
  const [found] = await confirmed(world, [await findingOn(engine)], { engine, module: undefined });
  expect(found?.confirmation?.standing).toBe('confirmed');
  expect(found?.confirmation?.words).toMatch(
    /it leads to \d+ failed attempts \("awaitNext already pending"\) and 1 invocation without a result\.$/,
  );
});

/** The run of the finding, with one more event at the end on the engine `sdk`. */
async function partingTraces(withRemark: boolean) {
  const finding = await findingOn('fake');
  const run = await repeat(world, { plan });
  const events = eventsIn(run.trace).filter(({ type }) => withRemark || type !== 'remark');
  const last = events.at(-1) as TraceEvent;
  const more = [...events, { ...last, seq: last.seq + 1 }];
  const header = { scenario: 'misuse', seed: 1, versions: {} };
  const results = {
    fake: { ...run, trace: writeTrace(header, events) },
    sdk: { hash: 'another', faults: [], trace: writeTrace(header, more) },
  };
  const rerun = (_finding: Finding, engine: EngineName) => Promise.resolve(results[engine]);
  return confirm(finding, 'fake', { fresh: rerun, here: rerun });
}

it('traces that part after a misuse are confirmed, and say what the misuse is', async () => {
  const { standing, words } = await partingTraces(true);
  expect(standing).toBe('confirmed');
  expect(words).toContain(
    'up to a misuse of the context, after which they differ. Two awaits of the context are blocked',
  );
});

it('traces that part without a misuse are a fault of the simulator', async () => {
  expect((await partingTraces(false)).standing).toBe('simulator fault');
});
