/**
 * Goal: whatever user code does wrong comes to the same finding on both engines, so that no confirmation ever blames the
 * simulator. Method: a table of misuses, each run on both engines with and without troubles: the traces, the remarks and the
 * findings must be the same, and the finding must be of the expected kind.
 */
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FakeEngine } from '../../../../sim/attempt/fake/engine.ts';
import { loadSdkEngine } from '../../../../sim/attempt/sdk/engine.ts';
import { BUILT_IN } from '../../../../sim/checks/built-in.ts';
import { faultsOf } from '../../../../sim/search/record/fault.ts';
import type { Plan } from '../../../../sim/simulation/faults/plan.ts';
import { scenario, type Scenario } from '../../../../sim/simulation/scenario/scenario.ts';
import { depth } from '../../../harness/depth.ts';
import { compare, type Pair } from '../compare.ts';
import { ARGUMENTS } from './arguments.ts';
import { AWAITS, forget } from './awaits.ts';
import { ERRORS } from './errors.ts';
import { LATE } from './late.ts';
import type { AnyContext, Misuse } from './misuse.ts';
import { SERDES } from './serdes.ts';

const NAME = 'misuse';
const LIMITS = { steps: 4_000, attempts: 60, outsideMs: 0 };
const SOME_LATE = depth({ slice: LATE.filter((_misuse, index) => index % 8 === 0), deep: LATE });
const DICE = depth({ slice: [0, 5], deep: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] });

function asTerminalError(error: unknown): restate.TerminalError | undefined {
  const { message } = error as { readonly message?: unknown };
  if (message === 'map me') throw new Error('the mapper throws');
  if (message === 'map odd') return true as never;
  return message === 'map null' ? (null as never) : undefined;
}

function scenarioOf({ body }: Misuse): Scenario {
  const retryPolicy = { maxAttempts: 3, onMaxAttempts: 'kill', initialInterval: 100 } as const;
  const obj = restate.object({
    name: 'Obj',
    handlers: {
      go: async (ctx: restate.ObjectContext): Promise<unknown> => body(ctx as AnyContext),
      nop: async (): Promise<number> => 1,
    },
    options: { retryPolicy, asTerminalError },
  });
  const svc = restate.service({
    name: 'Svc',
    handlers: {
      part: async (ctx: restate.Context): Promise<number> => {
        await ctx.sleep(30);
        return 1;
      },
    },
  });
  return scenario(NAME, {
    services: () => {
      forget();
      return [obj, svc];
    },
    operations: () => [fc.constant({ kind: 'call', service: 'Obj', handler: 'go', key: 'k' })],
  });
}

function planWith(dice: number): Plan {
  const operation = { kind: 'call', service: 'Obj', handler: 'go', key: 'k', troubles: [] } as const;
  return {
    version: 1,
    scenario: NAME,
    seed: 1,
    operations: ['a', 'b'].map((id) => ({ id, client: id, ...operation })),
    world: [],
    holds: [],
    choices: {},
    ...(dice === 0 ? {} : { strategy: { name: 'random', dice, troubles: 3 } }),
  };
}

describe.each([
  ['awaits', AWAITS],
  ['errors', ERRORS],
  ['serdes', SERDES],
  ['arguments', ARGUMENTS],
  ['late branches', SOME_LATE],
] as const)('misuse of %s comes to the same on both engines', (_group, misuses) => {
  let pair: Pair;
  beforeAll(async () => {
    pair = { fake: new FakeEngine(), sdk: await loadSdkEngine() };
  });

  it.each(misuses.map((misuse) => [misuse.name, misuse] as const))('%s', async (_name, misuse) => {
    for (const dice of DICE) {
      const [world, plan] = [scenarioOf(misuse), planWith(dice)];
      const toTheEnd = await compare(pair, world, plan, { limits: LIMITS });
      expect(toTheEnd.difference, `with dice ${dice}`).toBeUndefined();
      const judged = await compare(pair, world, plan, { limits: LIMITS, builtIn: BUILT_IN });
      expect(judged.difference, `judged, with dice ${dice}`).toBeUndefined();
      expect(faultsOf(judged.sdk)).toEqual(faultsOf(judged.fake));
      const kinds = faultsOf(judged.fake).map(({ kind }) => kind);
      if (misuse.finds !== undefined && dice === 0) expect(kinds).toEqual([misuse.finds]);
    }
  });
});
