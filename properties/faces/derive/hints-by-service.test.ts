/**
 * Goal: hints about one service hold for its invocations and for no others, in every part of the search. Method: derived
 * scenarios of a service that calls an object; what was injected into which of them is counted over a campaign.
 */
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Breach, Invariant } from '../../../sim/checks/invariant.ts';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import { findingText, type FindingFile } from '../../../sim/search/finding/finding.ts';
import { replay } from '../../../sim/search/finding/replay.ts';
import type { ScenarioResult } from '../../../sim/search/campaign/types.ts';
import { deriveScenario } from '../../../sim/simulation/scenario/derive.ts';
import type { Hints } from '../../../sim/simulation/scenario/hints.ts';
import type { TraceEvent } from '../../../sim/trace/event.ts';
import { itInDepth } from '../../harness/depth.ts';

const back = restate.object({
  name: 'Back',
  handlers: {
    add: restate.handlers.object.exclusive(
      { input: restate.serde.empty },
      async (ctx: restate.ObjectContext): Promise<void> => {
        const count = (await ctx.get<number>('count')) ?? 0;
        await ctx.sleep(1);
        ctx.set('count', count + 1);
      },
    ),
  },
});

const front = restate.service({
  name: 'Front',
  handlers: {
    add: restate.handlers.handler({ input: restate.serde.empty }, async (ctx: restate.Context): Promise<void> => {
      await ctx.sleep(1);
      await ctx.objectClient(back, 'a').add();
    }),
  },
});

/** An awakeable whose id nothing reveals: the outside world can never complete it. */
const waits = async (ctx: restate.Context): Promise<void> => ctx.awakeable<void>().promise;
const waiting = (name: string) =>
  restate.service({ name, handlers: { wait: restate.handlers.handler({ input: restate.serde.empty }, waits) } });

/** Calls something with each event, and the service of its invocation. */
function onEvents(act: (event: TraceEvent, service: string) => Breach | undefined): Invariant {
  return {
    name: 'events',
    watch: () => {
      const services = new Map<string, string>();
      return {
        see: (event) => {
          if (event.type === 'invocation created') services.set(event.invocation, event.target.service);
          return act(event, 'invocation' in event ? (services.get(event.invocation ?? '') ?? '') : '');
        },
        end: () => undefined,
        exercised: () => 1,
      };
    },
  };
}

const RUNS = 100;

/** Searches with these hints. @returns what was injected, such as `kill Back`, and what clients repeated, such as `repeat Back` */
async function injected(hints: Hints): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  const { scenario } = deriveScenario('two', [front, back], hints);
  const counting = onEvents((event, service) => {
    // What happens to the whole world has no service.
    if (event.type === 'trouble' && service !== '') seen.add(`${event.trouble} ${service}`);
    if (event.type === 'operation' && event.operation.endsWith('+')) seen.add(`repeat ${event.target.service}`);
    return undefined;
  });
  await campaign(
    { ...scenario, invariants: [...scenario.invariants, counting] },
    { seed: 7, runs: RUNS, judgeReach: false },
  );
  return seen;
}

const CRASHES = ['connection', 'process', 'suspend'];
const every = (service: string): string[] => ['cancel', 'repeat', ...CRASHES].map((kind) => `${kind} ${service}`);

describe('hints about one service', () => {
  itInDepth('are not needed: without them all services have the same faults', async () => {
    expect(await injected({})).toEqual(new Set([...every('Front'), ...every('Back')]));
  });

  it('set its faults and operators, and leave those of others as they are', async () => {
    const services = { Back: { faults: { troubles: 0, duplicates: false }, operators: ['kill'] } } as const;
    expect(await injected({ services })).toEqual(new Set([...every('Front'), 'kill Back']));
  });

  itInDepth('may be the only ones with faults', async () => {
    const services = { Back: { faults: { troubles: 2, clearedState: true } } } as const;
    const found = await injected({ services, faults: { troubles: 0, duplicates: false }, operators: false });
    expect(found).toEqual(new Set([...CRASHES, 'clear state'].map((kind) => `${kind} Back`)));
  });

  it('lead to findings whose plans keep the fault, on that service', async () => {
    const { scenario } = deriveScenario('two', [front, back], { services: { Back: { operators: ['kill'] } } });
    const noKill = onEvents((event) =>
      event.type === 'killed' ? { message: 'killed', events: [event.seq], handler: undefined } : undefined,
    );
    const searched = { ...scenario, invariants: [noKill] };
    const { findings } = await campaign(searched, { seed: 3, runs: RUNS, judgeReach: false });
    expect(findings).toHaveLength(1);
    const troubles = findings.flatMap(({ plan }) => plan.operations.flatMap((operation) => operation.troubles));
    expect(troubles).toMatchObject([{ kind: 'kill' }]);
    const saved = findings.map((finding) => JSON.parse(findingText(finding, {})) as FindingFile);
    for (const finding of saved) {
      // Without the hint, operators do not kill: the replay says what it left out.
      const calm = {
        ...deriveScenario('two', [front, back], { services: { Back: {} } }).scenario,
        invariants: [noKill],
      };
      const { shows, divergence } = await replay(
        [{ ...calm, faults: { ...calm.faults, services: { Back: {} } } }],
        finding,
      );
      expect([shows, divergence.at(-1)]).toEqual([
        false,
        expect.stringMatching(/^Without effect: a kill at .*, which the faults of the scenario do not allow\.$/),
      ]);
    }
  });

  it('set what its invocations may wait for', async () => {
    const judged = async (hints: Hints): Promise<ScenarioResult> => {
      const { scenario } = deriveScenario('waiting', [waiting('Here'), waiting('There')], hints);
      return campaign(scenario, { seed: 1, runs: 12, judgeReach: false });
    };
    const free = await judged({});
    expect(free.findings).toEqual([]);
    expect(free.waived.map(({ handler }) => handler).toSorted()).toEqual(['Here/wait', 'There/wait']);
    const strict = await judged({ services: { Here: { owed: [] } } });
    expect(strict.findings.map(({ message }) => /wait of (\w+)/.exec(message)?.[1])).toEqual(['Here']);
    expect((await judged({ owed: [], services: { Here: { owed: ['awakeable'] } } })).findings).toMatchObject([
      { message: expect.stringContaining('wait of There') as string },
    ]);
  });

  it('set its keys, and come before those of all', () => {
    const hints = { keys: ['x'], services: { Back: { keys: ['y'] } } };
    const { scenario } = deriveScenario('two', [front, back], hints);
    const [, toBack] = scenario.operations;
    expect(toBack && fc.sample(toBack, { numRuns: 9, seed: 1 }).map(({ key }) => key)).toEqual(Array(9).fill('y'));
  });

  it('are refused for a service that there is not, and keys for one without keys', () => {
    const of = (services: Hints['services']) => () =>
      deriveScenario('two', [front, back], { services: services ?? {} });
    expect(of({ Bak: {} })).toThrow('There are hints for "Bak", but the services are: Front, Back.');
    expect(of({ Front: { keys: ['a'] } })).toThrow(
      'There are keys for "Front", but the objects and workflows are: Back.',
    );
  });
});
