/**
 * Goal: whatever can stand in a plan, and whatever docs/faults.md says a search does by itself, happens in the default search
 * within a few hundred runs, and can be shrunk to. Method: a scenario with every fault switched on. What its runs contain is
 * counted; then for each kind of trouble an invariant is broken by that kind alone, and the finding must have it and little
 * more.
 */
import { readFileSync } from 'node:fs';
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Invariant } from '../../sim/checks/invariant.ts';
import { repeatedBy } from '../../sim/core/address.ts';
import type { ChoiceKind } from '../../sim/core/choices.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import { sourceOf } from '../../sim/search/campaign/run-source.ts';
import { DEFAULT_BOUNDS } from '../../sim/search/exhaustive/bounds.ts';
import { planOfRun } from '../../sim/search/plan/plan-of-run.ts';
import { partsOf, type Part } from '../../sim/search/plan/plan-parts.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import type { Plan, PlannedOperation, StrategyName, Trouble, WorldTrouble } from '../../sim/simulation/faults/plan.ts';
import { effect } from '../../sim/simulation/scenario/effect.ts';
import { scenario, type FaultProfile, type Scenario } from '../../sim/simulation/scenario/scenario.ts';
import type { TraceEvent } from '../../sim/trace/event.ts';

vi.setConfig({ testTimeout: 120_000 });

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
    ],
    invariants,
    faults: FAULTS,
    owed: ['anything'],
  });

describe('the default search', () => {
  it('draws every strategy, every field of an operation, every trouble and every kind of choice', async () => {
    const runner = new Runner(everything());
    const source = sourceOf('mix', runner, 1, DEFAULT_BOUNDS);
    const [strategies, fields, troubles, worldTroubles, kinds, parts] = Array.from(
      { length: 6 },
      () => new Set<string>(),
    );
    for (let unit = 0; unit < UNITS; unit++) {
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

  it.each(Object.entries(SHOWN))('finds what %s breaks, and shrinks to that', async (_name, { shows, most, has }) => {
    const broken = everything({
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
  });

  it('has every fault of docs/faults.md', () => {
    const text = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8');
    const [, , ...rows] = text.split('\n').filter((line) => line.startsWith('|'));
    const faults = rows.map((row) => row.split('|')[1]?.trim());
    expect(faults).toEqual(Object.keys(DOCUMENTED));
    const known = [...Object.keys(SHOWN), ...Object.keys(CHOICES)];
    for (const shown of Object.values(DOCUMENTED).flat()) expect(known).toContain(shown);
  });
});

type TroubleName = Exclude<Trouble['kind'], 'crash'> | 'connection' | 'process';

function troubleName(trouble: Trouble): TroubleName {
  return trouble.kind === 'crash' ? trouble.scope : trouble.kind;
}

// Each a record, so that a kind that is added is missed here by the compiler.

const STRATEGIES: Readonly<Record<StrategyName | 'crashes', true>> = {
  random: true,
  pct: true,
  pos: true,
  surw: true,
  delays: true,
  crashes: true,
};

const FIELDS: Readonly<Record<keyof Required<PlannedOperation> | PlannedOperation['kind'], true>> = {
  id: true,
  client: true,
  kind: true,
  call: true,
  send: true,
  service: true,
  handler: true,
  key: true,
  input: true,
  idempotencyKey: true,
  delayMs: true,
  afterMs: true,
  troubles: true,
};

const TROUBLES: Readonly<Record<TroubleName, true>> = {
  connection: true,
  process: true,
  suspend: true,
  cancel: true,
  kill: true,
  pause: true,
  'clear state': true,
  duplicate: true,
  abandon: true,
};

const WORLD_TROUBLES: Readonly<Record<WorldTrouble['kind'], true>> = {
  'clock jump': true,
  'server restart': true,
  'process crash': true,
};

/** The order of steps stands in a plan as holds, and as the time that passes early. */
const CHOICES: Readonly<Record<Exclude<ChoiceKind, 'step'> | 'time', true>> = {
  trouble: true,
  jitter: true,
  latency: true,
  effect: true,
  partitions: true,
  skew: true,
  sweep: true,
  time: true,
};

const PARTS: Readonly<Record<Part['kind'], true>> = {
  operation: true,
  trouble: true,
  'world trouble': true,
  hold: true,
  choice: true,
};

function missing(all: Readonly<Record<string, true>>, seen: ReadonlySet<string> | undefined): string[] {
  return Object.keys(all).filter((name) => seen?.has(name) !== true);
}

/** What shows in a run, and what the finding that it makes must look like. */
interface Shown {
  readonly shows: () => (event: TraceEvent) => boolean;
  /** Parts of the shrunk plan, at most. */
  readonly most: number;
  readonly has: (plan: Plan) => boolean;
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
  'clocks that disagree': chosen('skew', 2, () => (event) => {
    if (event.type !== 'answer' || event.status !== 200) return false;
    const aheadMs = Number(new TextDecoder().decode(event.body)) - event.atMs;
    return aheadMs > 30 && aheadMs < 45;
  }),
};

/** The first column of docs/faults.md, with what is searched for above. */
const DOCUMENTED: Readonly<Record<string, readonly string[]>> = {
  'connection lost': ['connection'],
  'process crash': ['process', 'process crash'],
  'forced suspension': ['suspend'],
  'server restart': ['server restart'],
  'cancel, kill, pause': ['cancel', 'kill', 'pause'],
  'cleared state': ['clear state'],
  'failing effect': ['an effect that fails', 'a slow effect'],
  'client gives up, or repeats': ['abandon', 'duplicate', 'duplicate with an idempotency key'],
  'clock jump, clock skew': ['clock jump', 'clocks that disagree'],
};
