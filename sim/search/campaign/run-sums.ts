import type { Allowance } from '../../core/allowances.ts';
import { AllowedUses, type AllowedUse } from '../record/allowed-uses.ts';
import { RunsHash } from './runs-hash.ts';
import type { ExploredWorld } from './run-source.ts';
import type { RunSummary } from './types.ts';
import { WaivedCount, type Waived } from './waived.ts';

/** What the runs of a part of a campaign come to: plain data, as it is sent from one process to another. */
export interface SumsData {
  readonly runs: number;
  readonly steps: number;
  readonly invocations: number;
  readonly virtualMs: number;
  /** See {@link RunsHash}. */
  readonly hash: string;
  readonly exercised: readonly (readonly [invariant: string, times: number])[];
  readonly advice: readonly (readonly [location: string, message: string, times: number])[];
  readonly waived: readonly Waived[];
  readonly allowed: readonly AllowedUse[];
  readonly undecided: readonly string[];
  readonly strategies: readonly (readonly [name: string, runs: number])[];
  /** What was reached, how often, and by which strategy first, in which run; runs count from 1. */
  readonly coverage: readonly (readonly [name: string, times: number, strategy: string, run: number])[];
  /** What no run has reached; undefined where there were no runs. */
  readonly missing: readonly string[] | undefined;
  readonly worlds: readonly ExploredWorld[];
  readonly notRenewed?: string;
  readonly changed: readonly string[];
}

interface First {
  times: number;
  readonly strategy: string;
  readonly run: number;
}

/**
 * Adds up runs, in order. What parts come to can be added up in the same way: the sums of a campaign do not depend on how it was
 * split.
 */
export class RunSums {
  runs = 0;
  steps = 0;
  invocations = 0;
  virtualMs = 0;
  readonly exercised: Map<string, number> = new Map();
  /** By its location. */
  readonly advice: Map<string, { readonly message: string; times: number }> = new Map();
  readonly waived: WaivedCount = new WaivedCount();
  readonly allowed: AllowedUses;
  readonly undecided: Set<string> = new Set();
  readonly strategies: Map<string, number> = new Map();
  readonly coverage: Map<string, First> = new Map();
  readonly worlds: Map<number, ExploredWorld> = new Map();
  readonly changed: Set<string> = new Set();
  notRenewed: string | undefined;
  #missing: readonly string[] | undefined;
  readonly #hash = new RunsHash();
  #latestNews = 0;

  /** @param allowed what the scenario allows */
  constructor(allowed: readonly Allowance[] = []) {
    this.allowed = new AllowedUses(allowed);
  }

  /** Hash over the traces of all runs, in order. */
  get hash(): string {
    return this.#hash.hex();
  }

  /** What no run has reached. */
  get missing(): readonly string[] {
    return this.#missing ?? [];
  }

  /** Runs since the last one that reached something new. */
  get runsWithoutNews(): number {
    return this.runs - this.#latestNews;
  }

  add(summary: RunSummary): void {
    this.runs++;
    this.steps += summary.steps;
    this.invocations += summary.invocations;
    this.virtualMs += summary.virtualMs;
    this.#hash.add(summary.hash);
    this.#missed(summary.missing);
    if (summary.world !== undefined) this.worlds.set(summary.world.world, summary.world);
    if (summary.world?.undecided !== undefined) this.undecided.add(summary.world.undecided);
    if (summary.undecided !== undefined) this.undecided.add(summary.undecided);
    this.notRenewed ??= summary.notRenewed;
    for (const name of summary.changed ?? []) this.changed.add(name);
    for (const [name, times] of summary.exercised) increase(this.exercised, name, times);
    this.waived.add(summary.left);
    this.allowed.add(summary.allowed ?? []);
    for (const { location, message } of summary.advice) this.#advise(location, message, 1);
    increase(this.strategies, summary.strategy, 1);
    for (const [name, times] of summary.coverage) this.#reached(name, times, summary.strategy, this.runs);
  }

  /** Adds what the runs that come next come to. */
  append(next: SumsData): void {
    const before = this.runs;
    this.runs += next.runs;
    this.steps += next.steps;
    this.invocations += next.invocations;
    this.virtualMs += next.virtualMs;
    this.#hash.append(next.hash, next.runs);
    if (next.missing !== undefined) this.#missed(next.missing);
    for (const world of next.worlds) this.worlds.set(world.world, world);
    for (const why of next.undecided) this.undecided.add(why);
    this.notRenewed ??= next.notRenewed;
    for (const name of next.changed) this.changed.add(name);
    for (const [name, times] of next.exercised) increase(this.exercised, name, times);
    this.waived.append(next.waived);
    this.allowed.append(next.allowed);
    for (const [location, message, times] of next.advice) this.#advise(location, message, times);
    for (const [name, runs] of next.strategies) increase(this.strategies, name, runs);
    for (const [name, times, strategy, run] of next.coverage) this.#reached(name, times, strategy, before + run);
  }

  data(): SumsData {
    return {
      runs: this.runs,
      steps: this.steps,
      invocations: this.invocations,
      virtualMs: this.virtualMs,
      hash: this.hash,
      exercised: [...this.exercised],
      advice: [...this.advice].map(([location, { message, times }]) => [location, message, times]),
      waived: this.waived.all(),
      allowed: this.allowed.all(),
      undecided: [...this.undecided],
      strategies: [...this.strategies],
      coverage: [...this.coverage].map(([name, { times, strategy, run }]) => [name, times, strategy, run]),
      missing: this.#missing,
      worlds: [...this.worlds.values()],
      ...(this.notRenewed !== undefined && { notRenewed: this.notRenewed }),
      changed: [...this.changed],
    };
  }

  /** What one part has not reached another may have. */
  #missed(missing: readonly string[]): void {
    const before = this.#missing;
    if (before === undefined) {
      this.#missing = missing;
      return;
    }
    if (before.length === 0) return;
    const still = new Set(missing);
    this.#missing = before.filter((name) => still.has(name));
  }

  #advise(location: string, message: string, times: number): void {
    const known = this.advice.get(location);
    if (known === undefined) this.advice.set(location, { message, times });
    else known.times += times;
  }

  #reached(name: string, times: number, strategy: string, run: number): void {
    const known = this.coverage.get(name);
    if (known !== undefined) {
      known.times += times;
      return;
    }
    this.coverage.set(name, { times, strategy, run });
    this.#latestNews = run;
  }
}

/** What has never happened is not listed. */
function increase(counts: Map<string, number>, name: string, by: number): void {
  if (by > 0) counts.set(name, (counts.get(name) ?? 0) + by);
}
