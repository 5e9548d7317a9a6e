/**
 * Goal: whatever can stand in a plan, and whatever docs/faults.md says a search does by itself, happens in the default search
 * within a few hundred runs, and can be shrunk to. Method: a scenario with every fault switched on. What its runs contain is
 * counted; then for each kind of trouble an invariant is broken by that kind alone, and the finding must have it and little
 * more.
 */
import { readFileSync } from 'node:fs';
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Invariant } from '../../sim/checks/invariant.ts';
import { repeatedBy } from '../../sim/core/address.ts';
import type { ChoiceKind } from '../../sim/core/choices.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import { sourceOf } from '../../sim/search/campaign/run-source.ts';
import { DEFAULT_BOUNDS } from '../../sim/search/exhaustive/bounds.ts';
import { planOfRun } from '../../sim/search/plan/plan-of-run.ts';
import { partsOf } from '../../sim/search/plan/plan-parts.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import type { Plan, WorldTrouble } from '../../sim/simulation/faults/plan.ts';
import { deriveScenario } from '../../sim/simulation/scenario/derive.ts';
import { effect } from '../../sim/simulation/scenario/effect.ts';
import { UPGRADE_ROUTES } from '../../sim/simulation/scenario/upgrade.ts';
import { scenario, type Scenario } from '../../sim/simulation/scenario/scenario.ts';
import type { FaultProfile } from '../../sim/simulation/scenario/fault-profile.ts';
import type { NotificationResult } from '../../sim/journal/notification.ts';
import type { TraceEvent } from '../../sim/trace/event.ts';
import {
  BY_DEFAULT,
  CHOICES,
  FIELDS,
  PARTS,
  STRATEGIES,
  TROUBLES,
  WORLD_TROUBLES,
  missing,
  troubleName,
  type TroubleName,
} from './kinds-of-plans.ts';

/** Units of the default search, each a generated run and one with a crash. */
const UNITS = 120;
/** Runs of a search for one kind of trouble. */
const RUNS = 500;

const FAULTS: Required<FaultProfile> = {
  troubles: 3,
  effects: true,
  skew: true,
  clockJumps: true,
  serverRestarts: true,
  duplicates: true,
  operators: true,
  clearedState: true,
  services: {},
};

const printer = effect({ state: () => ({}), apply: () => 'printed' });

const boxes = (print: (what: string) => Promise<string>) =>
  restate.object({
    name: 'Box',
    handlers: {
      fill: restate.handlers.object.exclusive(
        { idempotencyRetention: { seconds: 1 }, retryPolicy: { initialInterval: 600 } },
        async (ctx: restate.ObjectContext, value: number): Promise<number> => {
          ctx.set('value', value);
          await ctx.run('print', () => print('label'));
          return ctx.date.now();
        },
      ),
      nap: async (ctx: restate.ObjectContext): Promise<void> => ctx.sleep({ seconds: 30 }),
      passOn: async (ctx: restate.ObjectContext): Promise<void> => {
        ctx.genericSend({ service: 'Box', method: 'nap', key: ctx.key, parameter: new Uint8Array() });
      },
    },
  });

type Box = ReturnType<typeof boxes>;
const BOX: Box = boxes(() => Promise.resolve(''));

const key = fc.constantFrom('x', 'y');

/** @param invariants what is broken by what a test looks for */
const everything = (...invariants: readonly Invariant[]): Scenario =>
  scenario('everything goes wrong', {
    services: ({ printer: print }) => [boxes(print)],
    effects: { printer },
    operations: ({ call, send }) => [
      call(BOX, 'fill', { key, input: fc.nat(9), idempotencyKey: fc.constantFrom(undefined, 'once') }),
      call(BOX, 'nap', { key, afterMs: fc.constantFrom(0, 20) }),
      send(BOX, 'fill', { key, input: fc.nat(9), delayMs: fc.constantFrom(undefined, 50) }),
      call(BOX, 'passOn', { key }),
    ],
    invariants,
    faults: FAULTS,
    owed: ['anything'],
  });

/** Waits for the outside world, and shows the id of its awakeable. */
const desk = restate.object({
  name: 'Desk',
  handlers: {
    ask: async (ctx: restate.ObjectContext, _question: null): Promise<string> => {
      const { id, promise } = ctx.awakeable<string>();
      ctx.set('id', id);
      return promise;
    },
  },
});

/** What the command line derives for services that wait for the outside world. */
const derived = (...invariants: readonly Invariant[]): Scenario => {
  const { scenario: made } = deriveScenario('a desk', [desk], {
    examples: { 'Desk/ask': [null] },
    awakeables: { 'Desk/ask': ['yes', 'no'] },
  });
  return { ...made, invariants: [...made.invariants, ...invariants] };
};

/** The services are deployed once more in the middle of each run, and sometimes a second time. */
const upgrading = (...invariants: readonly Invariant[]): Scenario =>
  scenario('a new version arrives', {
    services: ({ printer: print }) => [boxes(print)],
    effects: { printer },
    operations: ({ call }) => [call(BOX, 'fill', { key, input: fc.nat(9) }), call(BOX, 'nap', { key })],
    upgrade: {
      to: ({ printer: print }) => [boxes(print)],
      how: UPGRADE_ROUTES,
      operations: ({ call }) => [call(BOX, 'fill', { key, input: fc.nat(9) })],
    },
    invariants,
  });

/** What the default search draws where a scenario says nothing about faults. */
const plain = scenario('nothing is said about faults', {
  services: ({ printer: print }) => [boxes(print)],
  effects: { printer },
  operations: ({ call }) => [call(BOX, 'fill', { key, input: fc.nat(9) })],
});

/** Two services on server 1.8, whose requests share a limit: their queues take turns, and delays end on whole seconds. */
const limited = scenario('a limit', {
  services: [naps('One'), naps('Two')],
  operations: ({ call, send }) =>
    [naps('One'), naps('Two')].flatMap((service) => [
      call(service, 'nap', { scope: 'all', limitKey: fc.constantFrom('a', 'b') }),
      send(service, 'nap', { scope: 'all', delayMs: fc.constantFrom(300, 1_700) }),
    ]),
  clients: 4,
  maxOperations: 12,
  server: { version: '1.8', limits: { all: 1 } },
});

function naps(name: string) {
  return restate.service({ name, handlers: { nap: async (ctx: restate.Context): Promise<void> => ctx.sleep(700) } });
}

describe('the default search', () => {
  it.each([
    ['a scenario', plain],
    ['a derived scenario', derived()],
  ])('draws what docs/faults.md says that happens by default, for %s', async (_name, given) => {
    const source = sourceOf('mix', new Runner(given), 1, DEFAULT_BOUNDS);
    const drawn = new Set<string>();
    for (let unit = 0; unit < UNITS; unit++) {
      for await (const { again } of source.unit(unit)) {
        const { plan, result } = await again();
        for (const { kind } of plan.world) drawn.add(kind);
        for (const trouble of plan.operations.flatMap(({ troubles }) => troubles)) drawn.add(troubleName(trouble));
        for (const event of result.events) if (event.type === 'trouble') drawn.add(event.trouble);
      }
    }
    expect([...drawn].toSorted()).toEqual(BY_DEFAULT.toSorted());
  });

  it('draws every strategy, every field of an operation, every trouble and every kind of choice', async () => {
    const [strategies, fields, troubles, worldTroubles, kinds, parts] = Array.from(
      { length: 6 },
      () => new Set<string>(),
    );
    const runners = [everything(), derived(), upgrading(), limited].map((each) => new Runner(each));
    const sources = runners.map((runner) => ({ runner, source: sourceOf('mix', runner, 1, DEFAULT_BOUNDS) }));
    for (const [unit, { runner, source }] of Array.from({ length: UNITS }, (_, n) =>
      sources.map((each) => [n, each] as const),
    ).flat()) {
      for await (const { strategy, again } of source.unit(unit)) {
        strategies?.add(strategy);
        const recorded = await again();
        for (const { kind } of recorded.record.choices) kinds?.add(kind);
        for (const operation of recorded.plan.operations) {
          for (const field of Object.keys(operation)) fields?.add(field);
          fields?.add(operation.kind);
          for (const trouble of operation.troubles) troubles?.add(troubleName(trouble));
        }
        for (const { kind } of recorded.plan.world) worldTroubles?.add(kind);
        if (unit >= 20) continue;
        const { plan } = (await planOfRun(runner, recorded, () => true)) ?? recorded;
        for (const { kind } of partsOf(plan)) parts?.add(kind);
        for (const trouble of plan.operations.flatMap((operation) => operation.troubles))
          troubles?.add(troubleName(trouble));
        for (const choice of Object.keys(plan.choices)) kinds?.add(choice.slice(0, choice.indexOf(' ')));
      }
    }
    expect(missing(STRATEGIES, strategies)).toEqual([]);
    expect(missing(FIELDS, fields)).toEqual([]);
    expect(missing(TROUBLES, troubles)).toEqual([]);
    expect(missing(WORLD_TROUBLES, worldTroubles)).toEqual([]);
    expect(missing(CHOICES, kinds)).toEqual([]);
    expect(missing(PARTS, parts)).toEqual([]);
  });

  it.each(Object.entries(SHOWN))(
    'finds what %s breaks, and shrinks to that',
    async (_name, { shows, most, has, of = everything }) => {
      const broken = of({
        name: 'it never happens',
        watch: () => {
          const seen = shows();
          return {
            see: (event) => (seen(event) ? { message: 'It happened.', events: [event.seq] } : undefined),
            exercised: () => 1,
          };
        },
      });
      const { findings } = await campaign(broken, { seed: 3, runs: RUNS, judgeReach: false });
      const [finding] = findings;
      expect(finding).toBeDefined();
      if (finding === undefined) return;
      expect(finding.invariant).toBe('it never happens');
      expect(finding.shrinking.minimal).toBe(true);
      expect(finding.plan).toSatisfy(has);
      expect(partsOf(finding.plan).length).toBeLessThanOrEqual(most);
    },
  );

  it('has every fault of docs/faults.md', () => {
    const text = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8');
    const [, , ...rows] = text.split('\n').filter((line) => line.startsWith('|'));
    const faults = rows.map((row) => row.split('|')[1]?.trim());
    expect(faults).toEqual(Object.keys(DOCUMENTED));
    const known = [...Object.keys(SHOWN), ...Object.keys(CHOICES)];
    for (const shown of Object.values(DOCUMENTED).flat()) expect(known).toContain(shown);
  });
});

/** What shows in a run, and what the finding that it makes must look like. */
interface Shown {
  readonly shows: () => (event: TraceEvent) => boolean;
  /** Parts of the shrunk plan, at most. */
  readonly most: number;
  readonly has: (plan: Plan) => boolean;
  /** The scenario that it shows in. Default: the one with every fault. */
  readonly of?: typeof everything;
}

const injected = (name: TroubleName): Shown => ({
  shows: () => (event) => event.type === 'trouble' && event.trouble === name && event.invocation !== undefined,
  most: 2,
  has: ({ operations }) => operations.some(({ troubles }) => troubles.some((trouble) => troubleName(trouble) === name)),
});

const injectedWorld = (name: WorldTrouble['kind']): Shown => ({
  shows: () => (event) => event.type === 'trouble' && event.trouble === name,
  most: 2,
  has: ({ world }) => world.some(({ kind }) => kind === name),
});

const upgraded = (trouble: RegExp, isAtPoint: boolean): Shown => ({
  shows: () => (event) =>
    event.type === 'trouble' && trouble.test(event.trouble) && (event.invocation !== undefined) === isAtPoint,
  most: 4,
  has: ({ operations, world }) =>
    (isAtPoint ? operations.flatMap(({ troubles }) => troubles) : world).some(
      ({ kind }) => kind === 'deploy' || kind === 'roll back',
    ),
  of: upgrading,
});

const chosen = (kind: ChoiceKind, most: number, shows: Shown['shows']): Shown => ({
  shows,
  most,
  has: ({ choices }) => Object.keys(choices).some((choice) => choice.startsWith(`${kind} `)),
});

/** How long something took, by a name that both events have. */
function lasting(begins: (event: TraceEvent) => string | undefined, ends: typeof begins, moreThanMs: number) {
  return (): ((event: TraceEvent) => boolean) => {
    const since = new Map<string, number>();
    return (event) => {
      const [begun, ended] = [begins(event), ends(event)];
      if (begun !== undefined) since.set(begun, event.atMs);
      return ended !== undefined && event.atMs - (since.get(ended) ?? Infinity) > moreThanMs;
    };
  };
}

const SHOWN: Readonly<Record<string, Shown>> = {
  connection: injected('connection'),
  process: injected('process'),
  suspend: injected('suspend'),
  cancel: injected('cancel'),
  kill: injected('kill'),
  pause: injected('pause'),
  'clear state': injected('clear state'),
  duplicate: {
    shows: () => (event) => event.type === 'operation' && repeatedBy(event.operation) !== undefined,
    most: 2,
    has: ({ operations }) => operations[0]?.troubles[0]?.kind === 'duplicate',
  },
  'duplicate with an idempotency key': {
    shows: () => (event) => event.type === 'invocation found' && repeatedBy(event.by) === event.invocation,
    most: 2,
    has: ({ operations }) =>
      operations[0]?.troubles[0]?.kind === 'duplicate' && operations[0].idempotencyKey !== undefined,
  },
  abandon: {
    shows: () => (event) => event.type === 'abandoned',
    most: 2,
    has: ({ operations }) => operations[0]?.troubles[0]?.kind === 'abandon',
  },
  'a deploy at a point': upgraded(/^deploy /, true),
  'a deploy at a time': upgraded(/^deploy /, false),
  'a roll-back at a point': upgraded(/^roll back$/, true),
  'a roll-back at a time': upgraded(/^roll back$/, false),
  'a request after an upgrade': {
    shows: () => (event) => event.type === 'operation' && event.client.endsWith('new version'),
    most: 3,
    has: ({ operations }) => operations.some(({ afterUpgrade }) => afterUpgrade === true),
    of: upgrading,
  },
  'clock jump': injectedWorld('clock jump'),
  'server restart': injectedWorld('server restart'),
  'process crash': injectedWorld('process crash'),
  'an effect that fails': chosen(
    'effect',
    2,
    () => (event) => event.type === 'effect answered' && event.failure !== undefined,
  ),
  'a slow effect': chosen(
    'latency',
    2,
    lasting(
      (event) => (event.type === 'effect began' ? event.call : undefined),
      (event) => (event.type === 'effect happened' ? event.call : undefined),
      20,
    ),
  ),
  'a late retry': chosen(
    'jitter',
    3,
    lasting(
      (event) => (event.type === 'attempt failed' && event.attempt === 1 ? event.invocation : undefined),
      (event) => (event.type === 'attempt started' && event.attempt === 2 ? event.invocation : undefined),
      605,
    ),
  ),
  'an awakeable that is rejected': {
    ...chosen('outside', 2, () => (event) => {
      return event.type === 'notified' && event.notification.type === 'signal' && isFailure(event.notification.result);
    }),
    of: derived,
  },
  'clocks that disagree': chosen('skew', 2, () => (event) => {
    if (event.type !== 'answer' || event.status !== 200) return false;
    const aheadMs = Number(new TextDecoder().decode(event.body)) - event.atMs;
    return aheadMs > 30 && aheadMs < 45;
  }),
};

function isFailure(result: NotificationResult): boolean {
  return typeof result === 'object' && 'failure' in result;
}

/** The first column of docs/faults.md, with what is searched for above. */
const DOCUMENTED: Readonly<Record<string, readonly string[]>> = {
  'connection lost': ['connection'],
  'process crash': ['process', 'process crash'],
  'forced suspension': ['suspend'],
  'server restart': ['server restart'],
  cancel: ['cancel'],
  'kill, pause': ['kill', 'pause'],
  'cleared state': ['clear state'],
  'failing effect': ['an effect that fails', 'a slow effect'],
  'client gives up, or repeats': ['abandon', 'duplicate', 'duplicate with an idempotency key'],
  'awakeable rejected': ['an awakeable that is rejected'],
  deploy: [
    'a deploy at a point',
    'a deploy at a time',
    'a roll-back at a point',
    'a roll-back at a time',
    'a request after an upgrade',
  ],
  'clock jump, clock skew': ['clock jump', 'clocks that disagree'],
};
