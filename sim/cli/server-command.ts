import { Hash } from '../core/hash.ts';
import { advice } from '../checks/advice/advice.ts';
import { BUILT_IN } from '../checks/built-in.ts';
import type { Verdict } from '../checks/invariant.ts';
import { UsageError } from '../core/errors.ts';
import { ScenarioRoom } from '../real-server/scenario-room.ts';
import type { RealResult } from '../real-server/real-run.ts';
import type { ScenarioResult } from '../search/campaign/types.ts';
import { faultsOf } from '../search/record/fault.ts';
import type { Finding } from '../search/finding/finding.ts';
import { JudgedReach } from '../search/campaign/judged-reach.ts';
import { Reach } from '../search/campaign/reach.ts';
import { GeneratedPlans } from '../search/campaign/generated-plans.ts';
import { checkAddresses } from '../simulation/scenario/check-addresses.ts';
import { boundHandlersOf } from '../simulation/scenario/bound-handlers.ts';
import type { Plan } from '../simulation/faults/plan.ts';
import type { ServerVersion } from '../core/server-version.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import { storyOf } from '../trace/story.ts';
import { sinceStart, withTimesSinceStart } from './since-start.ts';

/** How runs on a real server are made. */
export interface RealSearch {
  readonly seed: number;
  readonly runs: number;
  readonly mode: 'default' | 'always suspend' | 'protocol v7' | 'lazy state';
  readonly version: ServerVersion;
  /** Only this generated run. */
  readonly path: string | undefined;
  /** URL of the module that exports the scenario. */
  readonly module: string | undefined;
  /** How long one run may take, in ms. */
  readonly limitMs: number;
  readonly stop: () => boolean;
  readonly progress: (runs: number) => void;
}

/**
 * Runs operations of a scenario for real, on a restate-server of its own. There the order of steps is not chosen, so
 * only what is drawn for the clients follows from the seed.
 * @throws {UsageError} when its clients call handlers that its services do not have, or the server does not start or dies
 */
export async function searchReal(scenario: Scenario, search: RealSearch): Promise<ScenarioResult> {
  const { seed, runs, mode, version, path, module, limitMs, stop, progress } = search;
  if (module === undefined) {
    throw new UsageError(
      'MODULE_URL_REQUIRED',
      '--engine server needs to know where the scenarios are; give their module to runCommand.',
    );
  }
  checkAddresses(scenario);
  const plans = new GeneratedPlans(scenario, seed);
  const tally = new RealTally(scenario, path === undefined);
  await using room = await ScenarioRoom.open(scenario, module, mode, version);
  const places = path === undefined ? Array.from({ length: runs }, (_, place) => place) : [Number.parseInt(path)];
  for (const [done, place] of places.entries()) {
    if (stop()) break;
    const plan = plans.at(place);
    const result = await room.run(plan, limitMs);
    tally.add(result);
    progress(done + 1);
    tally.findings.push(...findingsOf(result, plan, { scenario: scenario.name, seed, path: String(place) }));
    if (tally.findings.length > 0) break;
  }
  return tally.result();
}

/** Adds up runs that cannot be repeated. */
class RealTally {
  readonly findings: Finding[] = [];
  readonly #scenario: Scenario;
  readonly #reach: Reach;
  readonly #exercised = new Map<string, number>();
  readonly #undecided = new Set<string>();
  readonly #advice = new Map<string, number>();
  readonly #unseen: readonly string[];
  readonly #judgesReach: boolean;
  #runs = 0;
  #events = 0;
  #invocations = 0;

  /** @param judgesReach false for a single run, which need not reach anything */
  constructor(scenario: Scenario, judgesReach: boolean) {
    this.#judgesReach = judgesReach;
    this.#scenario = scenario;
    this.#reach = new Reach(scenario);
    this.#unseen = BUILT_IN.filter((each) => each !== advice).map(({ name }) => name);
  }

  add({ events, invariants, invocations, undecided }: RealResult): void {
    this.#runs++;
    this.#reach.add(events);
    this.#events += events.length;
    this.#invocations += invocations;
    if (undecided !== undefined) this.#undecided.add(undecided);
    for (const { name, exercised, advice } of invariants) {
      this.#exercised.set(name, (this.#exercised.get(name) ?? 0) + exercised);
      for (const { message } of advice) this.#advice.set(message, (this.#advice.get(message) ?? 0) + 1);
    }
  }

  result(): ScenarioResult {
    const broken = new Set(this.findings.map(({ invariant }) => invariant));
    const undecided = this.#undecided.size > 0;
    const invariants = [...this.#exercised].map(([name, exercised]) => {
      const rest: Verdict = undecided ? 'undecided' : exercised === 0 ? 'not exercised' : 'held';
      return { name, verdict: broken.has(name) ? ('broken' as const) : rest, exercised };
    });
    const missing = broken.size === 0 && this.#judgesReach ? this.#neverReached(invariants) : [];
    const held: Verdict = missing.length > 0 ? 'not exercised' : 'held';
    return {
      name: this.#scenario.name,
      verdict: broken.size > 0 ? 'broken' : undecided ? 'undecided' : held,
      runs: this.#runs,
      steps: this.#events,
      invocations: this.#invocations,
      virtualMs: 0,
      traceHash: new Hash().hex(),
      invariants,
      findings: this.findings,
      strategies: [],
      coverage: { never: [], counts: {} },
      explored: undefined,
      advice: [
        ...[...this.#advice].map(([message, times]) => ({ message, times })),
        {
          message: `A real server shows requests, answers, effects, journals and state; what it does inside is not seen, so these are not judged: ${this.#unseen.join(', ')}. Of what goes wrong in a plan, crashes of the process that serves, broken connections, restarts of the server, effects that fail, requests that are repeated or given up, and an operator who cancels, kills or pauses happen for real; suspensions at a moment and jumps of the clock are left out.`,
          times: this.#runs,
        },
      ],
      missing,
      handlers: boundHandlersOf(this.#scenario).length,
      neverSucceeded: [],
      neverDone: [],
      waived: [],
      // A real server does not run handlers in a simulation.
      allowed: [],
      undecided: [...this.#undecided],
      cutShort: [],
    };
  }

  #neverReached(invariants: ScenarioResult['invariants']): string[] {
    const judged = new JudgedReach(this.#scenario, 'handlers');
    const idle = invariants.filter(({ name, exercised }) => exercised === 0 && judged.invariant(name));
    const missed = this.#reach.missing().filter((what) => judged.missing(what));
    return [...idle.map(({ name }) => `invariant "${name}"`), ...missed];
  }
}

function findingsOf(
  { events, invariants }: RealResult,
  plan: Plan,
  source: { readonly scenario: string; readonly seed: number; readonly path: string },
): readonly Finding[] {
  return faultsOf({ invariants }).map(({ invariant, handler, kind, message, events: shown }) => ({
    ...source,
    invariant,
    handler,
    kind,
    message: withTimesSinceStart(message, events),
    strategy: 'real server',
    plan,
    traceHash: '',
    steps: [],
    story: storyOf(sinceStart(events), shown),
    needs: [],
    shrinking: { runs: 0, minimal: false, partsBefore: 0, partsAfter: 0 },
    confirmation: {
      standing: 'confirmed',
      words:
        'Confirmed: it was seen on restate-server itself. The order of steps on a real server is not chosen, so the same requests may take another course next time.',
    },
  }));
}
