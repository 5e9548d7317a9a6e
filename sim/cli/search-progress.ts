import { itemAt } from '../core/item-at.ts';
import { count } from '../core/count.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import type { Options } from './options.ts';
import type { Terminal } from './terminal.ts';

/** What the search of one scenario reports while it goes on. */
export interface ScenarioProgress {
  /** @param runs that were made so far */
  progress(runs: number): void;
  /** @param runs candidates that were tried @param parts of the smallest plan so far */
  shrinking(runs: number, parts: number): void;
  /** @param deploys of an upgrade that were tried, one at each point */
  upgradeProgress(deploys: number): void;
}

/** After how many runs a line is printed where there is no bar. On a real server each run is worth one. */
const LINE_EVERY = 50;

/** The same for deploys of an upgrade, which are quick. */
const DEPLOYS_EVERY = 500;

/** Shows how far a search of several scenarios is. */
export class SearchProgress {
  readonly #terminal: Terminal;
  readonly #options: Options;
  readonly #scenarios: readonly Scenario[];
  readonly #startedMs: number = performance.now();
  /** Runs of the scenarios before the present one. */
  #before = 0;
  #runs = 0;

  constructor(terminal: Terminal, options: Options, scenarios: readonly Scenario[]) {
    this.#terminal = terminal;
    this.#options = options;
    this.#scenarios = scenarios;
  }

  /** @returns what shows the progress of the scenario at a position; asked for when its search begins */
  of(index: number): ScenarioProgress {
    this.#before += this.#runs;
    this.#runs = 0;
    const { name } = itemAt(this.#scenarios, index);
    const where = `${index + 1}/${this.#scenarios.length} ${name}`;
    const every = this.#options.engine === 'server' ? 1 : LINE_EVERY;
    const show = (words: string, line: string | undefined): void =>
      this.#terminal.progress({
        where: words,
        runs: this.#before + this.#runs,
        share: this.#share(index),
        ...(line !== undefined && { line }),
      });
    return {
      progress: (runs) => {
        this.#runs = runs;
        show(where, runs % every === 0 ? `${where}: ${count(runs, 'run')}` : undefined);
      },
      upgradeProgress: (deploys) => {
        const words = `${where}: ${count(deploys, 'deploy')}`;
        show(words, deploys % DEPLOYS_EVERY === 0 ? words : undefined);
      },
      shrinking: (runs, parts) => {
        const words = `${where}: shrinking, ${count(runs, 'candidate')}, ${count(parts, 'part')} left`;
        show(words, words);
      },
    };
  }

  /** By runs or by time, whichever ends first. */
  #share(index: number): number {
    const { runs, timeMs } = this.#options;
    const byRuns = (index + Math.min(1, this.#runs / runs)) / this.#scenarios.length;
    const byTime = timeMs === undefined ? 0 : (performance.now() - this.#startedMs) / timeMs;
    return Math.min(1, Math.max(byRuns, byTime));
  }
}
