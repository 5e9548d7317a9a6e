import { RandomDecider } from '../../../sim/search/strategies/random-decider.ts';
import { Runner } from '../../../sim/search/run/runner.ts';
import { GeneratedPlans } from '../../../sim/search/campaign/generated-plans.ts';
import { explore } from '../explore.ts';
import type { Bounds } from '../../../sim/search/exhaustive/bounds.ts';
import { PctDecider } from '../../../sim/search/strategies/pct-decider.ts';
import type { Decider } from '../../../sim/core/choices.ts';
import { withoutStrategy, type Json, type Plan } from '../../../sim/simulation/faults/plan.ts';
import type { Bug } from './bug.ts';
import { effectOutsideRun } from './bugs/effect-outside-run.ts';
import { smuggledResult } from './bugs/smuggled-result.ts';
import { staleSnapshot } from './bugs/stale-snapshot.ts';
import { tornRead } from './bugs/torn-read.ts';

/**
 * A search that is too weak for a bug, and one that is just strong enough. That the weak one fails is asserted as well: a
 * corpus whose bugs any search finds would say nothing about searches.
 */
export interface Weakness {
  readonly bug: Bug;
  readonly weak: string;
  readonly strong: string;
  /** Why theory says so. */
  readonly why: string;
  /** @returns whether the weak one, and whether the strong one finds the bug */
  readonly measure: () => Promise<{ readonly weak: boolean; readonly strong: boolean }>;
}

/** Each claim about a search that is too weak. Explorations are exact; walks miss nine of ten times. */
export const WEAKNESSES: readonly Weakness[] = [
  {
    bug: effectOutsideRun,
    weak: 'exhaustive without troubles',
    strong: 'exhaustive with one trouble',
    why: 'a handler that is never replayed does nothing twice, in whatever order of steps',
    measure: () => explored(effectOutsideRun, [['Queue/join', 'a']], { troubles: 0 }, { troubles: 1 }),
  },
  {
    bug: smuggledResult,
    weak: 'exhaustive without troubles',
    strong: 'exhaustive with one trouble',
    why: 'a variable of the handler is lost only with its attempt',
    measure: () => explored(smuggledResult, [['Billing/total', undefined, 2]], { troubles: 0 }, { troubles: 1 }),
  },
  {
    bug: staleSnapshot,
    weak: 'exhaustive without troubles',
    strong: 'exhaustive with one trouble',
    why: 'an attempt that is not suspended keeps the snapshot it began with, in whatever order of steps',
    measure: () =>
      explored(
        staleSnapshot,
        [
          ['Account/report', 'x'],
          ['Account/pay', 'x', 1],
        ],
        { troubles: 0 },
        { troubles: 1 },
      ),
  },
  {
    bug: tornRead,
    weak: 'exhaustive without preemptions',
    strong: 'exhaustive with one preemption',
    why: 'no other chain runs between two writes of a chain that is not preempted',
    measure: () =>
      explored(
        tornRead,
        [
          ['Scales/move', 'x', 1],
          ['Scales/total', 'x'],
        ],
        { troubles: 0, preemptions: 0 },
        { troubles: 0, preemptions: 1 },
      ),
  },
  {
    bug: tornRead,
    weak: 'pct of depth 1',
    strong: 'the uniform walk',
    why: 'priorities alone let no other chain in between two steps of the one that has the highest',
    measure: async () => ({
      weak: await walked(tornRead, (dice) => new PctDecider(dice, 1)),
      strong: await walked(tornRead, (dice) => new RandomDecider(dice, 1)),
    }),
  },
];

type Request = readonly [handler: string, key?: string | undefined, input?: Json];

/** Whether a bug shows when a small world is explored to its end, within narrow and within wider bounds. */
async function explored(
  { name, broken }: Bug,
  requests: readonly Request[],
  narrow: Partial<Bounds>,
  wide: Partial<Bounds>,
): Promise<{ weak: boolean; strong: boolean }> {
  const plan = planOf(name, requests);
  const weak = await explore(broken, plan, { bounds: narrow, shrink: false });
  if (!weak.complete && weak.findings.length === 0) throw new Error(`Nothing is known of "${name}": ${weak.words}.`);
  const strong = await explore(broken, plan, { bounds: wide, shrink: false });
  return { weak: weak.findings.length > 0, strong: strong.findings.length > 0 };
}

/** The requests, each by a client of its own. */
function planOf(scenario: string, requests: readonly Request[]): Plan {
  const operations = requests.map(([target, key, input], index) => {
    const [service = '', handler = ''] = target.split('/');
    return {
      id: 'abc'.charAt(index),
      client: `client ${index + 1}`,
      kind: 'call' as const,
      service,
      handler,
      ...(key !== undefined && { key }),
      ...(input !== undefined && { input }),
      troubles: [],
    };
  });
  return { version: 1, scenario, seed: 0, operations, world: [], holds: [], choices: {} };
}

const SEARCHES = 10;
const RUNS = 100;

/** Whether more than one of ten walks, in which nothing crashes, finds a bug. */
async function walked({ broken }: Bug, deciderOf: (dice: number) => Decider): Promise<boolean> {
  const runner = new Runner(broken);
  let found = 0;
  for (let seed = 1; seed <= SEARCHES; seed++) {
    const plans = new GeneratedPlans(broken, seed);
    for (let place = 0; place < RUNS; place++) {
      const plan = plans.at(place);
      const calm: Plan = { ...withoutStrategy(plan), world: [] };
      const { verdict } = await runner.run(calm, deciderOf(plan.strategy?.dice ?? 0));
      if (verdict !== 'broken') continue;
      found++;
      break;
    }
  }
  return found > SEARCHES / 10;
}
