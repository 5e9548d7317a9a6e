import type { Report } from './types.ts';
import type { Engine } from '../../attempt/attempt.ts';
import type { Server } from '../../server/server.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { DEFAULT_BOUNDS, type Bounds } from '../exhaustive/bounds.ts';
import { investigate } from '../finding/investigate.ts';
import { Runner } from '../run/runner.ts';
import { generatorsOf, sourceOf, triedAt, type RunSource, type Strategy, type Tried } from './run-source.ts';
import { Summarizer } from './tally.ts';

/** What of a campaign's options decides which runs are made and what is made of them. */
export interface SearchOptions {
  readonly seed: number;
  readonly strategy?: Strategy;
  readonly bounds?: Partial<Bounds>;
  readonly shrink?: boolean;
  readonly shrinking?: (runs: number, parts: number) => void;
  readonly sabotage?: (server: Server) => void;
  readonly giveUp?: () => boolean;
}

/** Makes the runs of a campaign, and looks into those that break something. */
export class Searcher {
  readonly #runner: Runner;
  readonly #options: SearchOptions;
  readonly #summarizer: Summarizer;
  readonly #source: RunSource;

  /** @param engine what runs the handlers; by default contexts of our own */
  constructor(scenario: Scenario, options: SearchOptions, engine?: Engine) {
    this.#runner = new Runner(scenario, {
      ...(options.sabotage !== undefined && { sabotage: options.sabotage }),
      ...(engine !== undefined && { engine }),
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

  /** One generated run, as it was found. */
  async repeat(path: string): Promise<Report> {
    const { strategy, seed } = this.#options;
    return this.#report(await triedAt(this.#runner, seed, path, generatorsOf(strategy)), false);
  }

  async #report(tried: Tried, shrinks: boolean = this.#options.shrink ?? true): Promise<Report> {
    const { strategy, path, result, again } = tried;
    const summary = this.#summarizer.of(tried);
    if (result.verdict !== 'broken') return { summary, findings: [] };
    const { seed, shrinking, giveUp } = this.#options;
    const findings = await investigate(
      this.#runner,
      await again(),
      { seed, path, strategy },
      {
        shrink: shrinks,
        ...(shrinking !== undefined && { progress: shrinking }),
        ...(giveUp !== undefined && { giveUp }),
      },
    );
    return { summary, findings };
  }
}
