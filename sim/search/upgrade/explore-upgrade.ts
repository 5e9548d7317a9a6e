import { operationOf, pathOf } from '../../core/address.ts';
import { RunCut } from '../../core/errors.ts';
import type { DeployHow, Trouble } from '../../simulation/faults/plan.ts';
import type { RunResult } from '../../simulation/run/run-plan.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { waysToRollBack, type UpgradeRoute } from '../../simulation/scenario/upgrade.ts';
import type { Finding } from '../finding/finding.ts';
import { investigateEach, type Found } from '../finding/investigate.ts';
import type { DrawnPlan } from '../plan/drawn-operation.ts';
import { faultName, faultsOf } from '../record/fault.ts';
import { Runner, type RunnerOptions } from '../run/runner.ts';
import { basePlans } from './base-plans.ts';
import { CodeVersions } from '../../checks/upgrade/code-versions.ts';
import { nextAlone } from '../versions/versions.ts';
import { standingInWords } from './standing-in-words.ts';
import { Standings, standingName, type Standing } from './standing.ts';

/** How far the points of an upgrade are enumerated. */
export interface ExploreOptions extends RunnerOptions {
  readonly seed: number;
  /** Plans without an upgrade whose points are looked at, at most. */
  readonly bases?: number;
  /** Whether the budget of time is over; asked before each run. */
  readonly stop?: () => boolean;
  /** Called while a finding is shrunk; true ends shrinking. */
  readonly giveUp?: () => boolean;
  /** Called after each deploy, with their number. */
  readonly progress?: (deploys: number) => void;
}

/** One deploy at one point. */
export interface Tried {
  readonly route: UpgradeRoute;
  readonly standing: Standing;
  /** Names of the faults that it showed, which no deploy of the same code shows. */
  readonly faults: readonly string[];
}

/** What the enumeration found. */
export interface Explored {
  readonly tried: readonly Tried[];
  /** The longest journal of each handler, `Service/handler`, that a run without an upgrade showed, with each version. */
  readonly journals: readonly Journals[];
  readonly findings: readonly Finding[];
  readonly advice: readonly string[];
  /** Faults that the old version shows without any upgrade. */
  readonly before: readonly string[];
  /** Why runs were undecided, in words. */
  readonly undecided: readonly string[];
  /** Whether the budget ended it. */
  readonly cut: boolean;
  /** What the runs with a deploy come to together. */
  readonly totals: Totals;
}

/** Sums over runs. */
export interface Totals {
  readonly steps: number;
  readonly invocations: number;
  readonly virtualMs: number;
  /** How often each invariant had something to judge. */
  readonly exercised: ReadonlyMap<string, number>;
}

/** The entries of a handler behind the input, as code, in the old version and in the new one; none where it has not run. */
export interface Journals {
  readonly handler: string;
  readonly old: readonly string[];
  readonly next: readonly string[];
}

/** What found a finding that a deploy at a point showed. */
export const POINTS = 'points';

/** Plans without an upgrade that are looked at, and those in a row that may show no new point. */
const BASES = 60;
const WITHOUT_NEWS = 12;

/**
 * Deploys the new version at every point of a journal at which an invocation of each handler was seen to stand, by each route.
 * @param scenario with an `upgrade`
 */
export async function exploreUpgrade(scenario: Scenario, options: ExploreOptions): Promise<Explored> {
  return new Exploration(scenario, options).explore();
}

class Exploration {
  readonly #scenario: Scenario;
  readonly #options: ExploreOptions;
  readonly #runner: Runner;
  readonly #plain: Runner;
  readonly #journals = { old: new Map<string, readonly string[]>(), next: new Map<string, readonly string[]>() };
  readonly #known = new Set<string>();
  /** Where a roll-back was tried, for each way in which the new version had arrived. */
  readonly #rolledBack = new Set<string>();
  readonly #tried: Tried[] = [];
  readonly #findings: Finding[] = [];
  readonly #found = new Set<string>();
  readonly #advice = new Map<string, string>();
  readonly #before = new Map<string, string>();
  readonly #undecided = new Set<string>();
  readonly #exercised = new Map<string, number>();
  readonly #totals = { steps: 0, invocations: 0, virtualMs: 0 };
  #cut = false;
  /** A run that shows a fault comes to its end, to be recorded. */
  #mustEnd = false;

  constructor(scenario: Scenario, options: ExploreOptions) {
    const { seed: _, bases: __, stop: ___, progress: ____, giveUp: _____, cut, ...given } = options;
    const runner = { ...given, ...(cut !== undefined && { cut: () => !this.#mustEnd && cut() }) };
    this.#scenario = scenario;
    this.#options = options;
    this.#runner = new Runner(scenario, { ...runner, onlyUpgrade: true });
    this.#plain = new Runner(scenario, { ...runner, compares: false });
  }

  /** What was found before the budget of time ended a run is kept. */
  async explore(): Promise<Explored> {
    try {
      await this.#deployAtAll();
    } catch (error) {
      if (!(error instanceof RunCut)) throw error;
      this.#cut = true;
    }
    return {
      tried: this.#tried,
      journals: this.#allJournals(),
      findings: this.#findings,
      advice: [...this.#advice.values()],
      before: [...this.#before.values()],
      undecided: [...this.#undecided],
      cut: this.#cut,
      totals: { ...this.#totals, exercised: this.#exercised },
    };
  }

  async #deployAtAll(): Promise<void> {
    let withoutNews = 0;
    const kinds = this.#scenario.operations.length;
    for (const { plan: base, among } of basePlans(this.#scenario, this.#options.seed, this.#options.bases ?? BASES)) {
      if (this.#isOver() || withoutNews >= WITHOUT_NEWS + kinds) break;
      const fresh = await this.#freshStandings(base, among);
      withoutNews = fresh.length === 0 ? withoutNews + 1 : 0;
      if (fresh.length > 0) await this.#lookAtNext(base);
      for (const standing of fresh) await this.#deployAt(base, standing);
    }
  }

  #isOver(): boolean {
    this.#cut ||= this.#options.stop?.() === true;
    return this.#cut;
  }

  /**
   * The points of a run without an upgrade that no run before it had.
   * @param among names the runs that it is compared with
   */
  async #freshStandings(base: DrawnPlan, among: string): Promise<readonly Standing[]> {
    const standings = new Standings();
    const result = await this.#plain.run(base, undefined, {
      see: (event) => standings.see(event),
      point: (point) => standings.visit(point),
    });
    if (result.undecided !== undefined) this.#undecided.add(result.undecided);
    keepLongest(this.#journals.old, standings);
    const faults = faultsOf(result);
    for (const fault of faults) {
      const name = faultName(fault);
      if (!this.#before.has(name)) this.#before.set(name, fault.message);
    }
    // What breaks without an upgrade says nothing about one.
    if (faults.length > 0) return [];
    return standings.all.filter((standing) => {
      const [name, own] = [standingName(standing), `${among}\n${standingName(standing)}`];
      const operation = operationOf(standing.invocation);
      if (!has(base, standing)) return false;
      // What follows on the deploy is new for the first request only; the others stand where they stood in plans of their own.
      const isOwn = among !== '' && operation === base.operations[0]?.id;
      const isNew = !this.#known.has(isOwn ? own : name);
      this.#known.add(name).add(own);
      return isNew;
    });
  }

  async #lookAtNext(base: DrawnPlan): Promise<void> {
    const standings = new Standings();
    await this.#plain.with({ change: nextAlone }).run(base, undefined, {
      see: (event) => standings.see(event),
    });
    keepLongest(this.#journals.next, standings);
  }

  #allJournals(): readonly Journals[] {
    const { old, next } = this.#journals;
    return [...new Set([...old.keys(), ...next.keys()])].map((handler) => ({
      handler,
      old: old.get(handler) ?? [],
      next: next.get(handler) ?? [],
    }));
  }

  async #deployAt(base: DrawnPlan, standing: Standing): Promise<void> {
    for (const route of this.#scenario.upgrade?.routes ?? []) {
      if (this.#isOver()) return;
      if (standing.for === (route === 'resume' ? 'other routes' : 'resume')) continue;
      if (route === 'rollback') await this.#rollBackAfter(base, standing);
      else await this.#try(route, standing, withMove(base, standing, { kind: 'deploy', how: route }));
    }
  }

  /** The new version comes and goes again: right afterwards, at each place where no roll-back was tried, and at the end of the run. */
  async #rollBackAfter(base: DrawnPlan, standing: Standing): Promise<void> {
    const { routes = [] } = this.#scenario.upgrade ?? {};
    for (const how of waysToRollBack(routes)) {
      const deployed = withMove(base, standing, { kind: 'deploy', how });
      const points = await this.#laterPoints(deployed, how);
      // What breaks before the roll-back is a finding of the route on which it arrives, where that is judged.
      if (points === undefined && !routes.includes(how)) await this.#try('rollback', standing, deployed);
      for (const later of points ?? []) {
        await this.#try('rollback', standing, withMove(deployed, later, { kind: 'roll back' }));
      }
    }
  }

  /** @returns where the old version can be deployed again; undefined where the deploy of the new one breaks something already */
  async #laterPoints(plan: DrawnPlan, how: DeployHow): Promise<readonly Standing[] | undefined> {
    const standings = new Standings();
    const versions = new CodeVersions();
    const later: { readonly standing: Standing; readonly name: string }[] = [];
    const result = await this.#plain.run(plan, undefined, {
      see: (event) => {
        standings.see(event);
        versions.see(event);
      },
      point: (point) => {
        if (versions.deploys === 0) return;
        const standing = standings.visit(point);
        if (standing === undefined || standing.for === 'resume' || !has(plan, standing)) return;
        // What the new code has stored breaks in another way than what the old code has.
        const code = versions.nameOf(standing.invocation);
        later.push({ standing, name: [how, code, standingName(standing)].join('\n') });
      },
    });
    if (faultsOf(result).length > 0) return undefined;
    const fresh = later.filter(({ name }) => {
      const isNew = !this.#rolledBack.has(name);
      this.#rolledBack.add(name);
      return isNew;
    });
    return [...new Set([later[0], ...fresh, later.at(-1)])].flatMap((one) => one?.standing ?? []);
  }

  async #try(route: UpgradeRoute, standing: Standing, plan: DrawnPlan): Promise<void> {
    const result = await this.#runner.run(plan);
    this.#note(result);
    if (!result.events.some(({ type }) => type === 'deployed' || type === 'deploy refused')) {
      const where = `${standing.handler} stood ${standingInWords(standing)}`;
      this.#undecided.add(`a deploy while ${where} was planned and not made, so nothing is known of it`);
      return;
    }
    const faults = faultsOf(result).map((fault) => faultName(fault));
    this.#tried.push({ route, standing, faults });
    this.#options.progress?.(this.#tried.length);
    if (faults.every((name) => this.#found.has(name))) return;
    for (const { finding } of await this.#investigated(plan)) {
      this.#found.add(faultName(finding));
      this.#findings.push(finding);
    }
  }

  async #investigated(plan: DrawnPlan): Promise<readonly Found[]> {
    const { seed, giveUp, cut } = this.#options;
    this.#mustEnd = true;
    const recorded = await this.#runner.record(plan);
    this.#mustEnd = false;
    const source = { seed, path: undefined, strategy: POINTS };
    return investigateEach(this.#runner, recorded, source, this.#found, {
      ...(giveUp !== undefined && { giveUp }),
      ...(cut !== undefined && { cut }),
    });
  }

  #note({ invariants, undecided, steps, invocations, virtualMs }: RunResult): void {
    this.#totals.steps += steps;
    this.#totals.invocations += invocations;
    this.#totals.virtualMs += virtualMs;
    for (const { name, exercised } of invariants) {
      this.#exercised.set(name, (this.#exercised.get(name) ?? 0) + exercised);
    }
    if (undecided !== undefined) this.#undecided.add(undecided);
    for (const { message, location = message } of invariants.flatMap(({ advice }) => advice)) {
      if (!this.#advice.has(location)) this.#advice.set(location, message);
    }
  }
}

/** What the outside world requests is no operation of a plan, in which a move of an upgrade could have its place. */
function has({ operations }: DrawnPlan, { invocation }: Standing): boolean {
  return operations.some(({ id }) => id === operationOf(invocation));
}

function keepLongest(known: Map<string, readonly string[]>, standings: Standings): void {
  for (const { handler, entries } of standings.journals()) {
    if (entries.length > (known.get(handler)?.length ?? 0)) known.set(handler, entries);
  }
}

type Move = { readonly kind: 'deploy'; readonly how: DeployHow } | { readonly kind: 'roll back' };

/** @returns the plan with a move of the upgrade where an invocation stands */
function withMove(plan: DrawnPlan, { invocation, point }: Standing, move: Move): DrawnPlan {
  const owner = operationOf(invocation);
  const trouble: Trouble = { ...move, path: pathOf(invocation), ...point };
  const operations = plan.operations.map((operation) =>
    operation.id === owner ? operation.with({ troubles: [...operation.troubles, trouble] }) : operation,
  );
  return { ...plan, operations };
}
