import type { Report } from './types.ts';
import type { Engine } from '../../attempt/attempt.ts';
import type { Server } from '../../server/server.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { DEFAULT_BOUNDS, type Bounds } from '../exhaustive/bounds.ts';
import { investigate } from '../finding/investigate.ts';
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
  readonly sabotage?: (server: Server) => void;
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
  #mustEnd = false;

  /** @param engine runs the handlers; by default the fake engine */
  constructor(scenario: Scenario, options: SearchOptions, engine?: Engine) {
    this.#runner = new Runner(scenario, {
      ...(options.sabotage !== undefined && { sabotage: options.sabotage }),
      ...(engine !== undefined && { engine }),
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
    if (result.verdict !== 'broken') return { summary, findings: [] };
    const { seed, shrinking, giveUp, cut } = this.#options;
    this.#options.found?.();
    this.#mustEnd = true;
    const recorded = await again();
    this.#mustEnd = false;
    const findings = await investigate(
      this.#runner,
      recorded,
      { seed, path, strategy },
      {
        shrink: shrinks,
        ...(shrinking !== undefined && { progress: shrinking }),
        ...(giveUp !== undefined && { giveUp }),
        ...(cut !== undefined && { cut }),
      },
    );
    return { summary, findings };
  }
}
