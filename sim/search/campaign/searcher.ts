import type { Report } from './types.ts';
import type { Engine } from '../../attempt/attempt.ts';
import type { Server } from '../../server/server.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { DEFAULT_BOUNDS, type Bounds } from '../exhaustive/bounds.ts';
import { investigate, investigateEach, type Found } from '../finding/investigate.ts';
import { faultName, faultsOf } from '../record/fault.ts';
import { Runner } from '../run/runner.ts';
import { generatorsOf, sourceOf, triedAt, type RunSource, type Strategy, type Tried } from './run-source.ts';
import { Summarizer } from './tally.ts';

/** The options of a campaign that decide which runs are made and how their findings are investigated. */
export interface SearchOptions {
  readonly seed: number;
  readonly strategy?: Strategy;
  readonly bounds?: Partial<Bounds>;
  readonly shrink?: boolean;
  readonly shrinking?: (runs: number, parts: number) => void;
  /** Whether the search goes on after a finding: then each fault is investigated, and a known one is not again. */
  readonly keepGoing?: boolean;
  readonly sabotage?: (server: Server) => void;
  /** See the campaign's option. */
  readonly onlyUpgrade?: boolean;
  readonly giveUp?: () => boolean;
  /** See the campaign's option. A run that shows a fault is always run to its end once more, to be recorded. */
  readonly cut?: () => boolean;
  /** Called when a run has broken an invariant, before it is investigated. */
  readonly found?: () => void;
}

/** Makes the runs of a campaign, and investigates those that break an invariant. */
export class Searcher {
  readonly #runner: Runner;
  readonly #options: SearchOptions;
  readonly #summarizer: Summarizer;
  readonly #source: RunSource;
  /** Names of the faults of which there are findings; only where the search goes on. */
  readonly #known = new Set<string>();
  #mustEnd = false;

  /** @param engine runs the handlers; by default the fake engine */
  constructor(scenario: Scenario, options: SearchOptions, engine?: Engine) {
    this.#runner = new Runner(scenario, {
      ...(options.sabotage !== undefined && { sabotage: options.sabotage }),
      ...(engine !== undefined && { engine }),
      ...(options.onlyUpgrade !== undefined && { onlyUpgrade: options.onlyUpgrade }),
      ...(options.cut !== undefined && { cut: () => !this.#mustEnd && options.cut?.() === true }),
    });
    this.#options = options;
    this.#summarizer = new Summarizer(scenario);
    this.#source = sourceOf(options.strategy ?? 'mix', this.#runner, options.seed, {
      ...DEFAULT_BOUNDS,
      ...options.bounds,
    });
  }

  async *unit(unit: number): AsyncGenerator<Report> {
    for await (const tried of this.#source.unit(unit)) yield await this.#report(tried);
  }

  /** Repeats one generated run, without shrinking. */
  async repeat(path: string): Promise<Report> {
    const { strategy, seed } = this.#options;
    return this.#report(await triedAt(this.#runner, seed, path, generatorsOf(strategy)), false);
  }

  async #report(tried: Tried, shrinks: boolean = this.#options.shrink ?? true): Promise<Report> {
    const { strategy, path, result, again } = tried;
    const summary = this.#summarizer.of(tried);
    if (result.verdict !== 'broken' || this.#isKnown(result)) return { summary, found: [] };
    const { seed, shrinking, giveUp, cut, keepGoing } = this.#options;
    this.#options.found?.();
    this.#mustEnd = true;
    const recorded = await again();
    this.#mustEnd = false;
    const source = { seed, path, strategy };
    const options = {
      shrink: shrinks,
      ...(shrinking !== undefined && { progress: shrinking }),
      ...(giveUp !== undefined && { giveUp }),
      ...(cut !== undefined && { cut }),
    };
    if (keepGoing !== true) {
      const findings = await investigate(this.#runner, recorded, source, options);
      return { summary, found: findings.map((finding) => ({ finding, others: [] })) };
    }
    const found: readonly Found[] = await investigateEach(this.#runner, recorded, source, this.#known, options);
    // Not the others: a worker must not count as known what another one's findings may replace.
    for (const { finding } of found) this.#known.add(faultName(finding));
    return { summary, found };
  }

  #isKnown(result: Tried['result']): boolean {
    return this.#options.keepGoing === true && faultsOf(result).every((fault) => this.#known.has(faultName(fault)));
  }
}
