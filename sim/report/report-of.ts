import type { Report } from '../../reports/data/report.ts';
import { collect, suiteOf } from './collect.ts';
import { versions } from './versions.ts';
import { NPM_RUN_SIM, type ReportCommands } from './user-commands.ts';
import type { EngineName } from '../attempt/engines.ts';
import type { ScenarioResult } from '../search/campaign/campaign.ts';
import type { Bounds } from '../search/exhaustive/bounds.ts';
import type { Strategy } from '../search/campaign/sources.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';

/** What has been searched. */
export interface Searched {
  readonly scenario: Scenario;
  readonly result: ScenarioResult;
}

/** What a report says of the search beside its results. */
export interface ReportOptions {
  readonly seed: number;
  /** What the search was allowed, in words. Default: nothing is said. */
  readonly budget?: string;
  /** The command that repeats it. Default: nothing is said. */
  readonly command?: string;
  /** The commands that the report suggests. Default: those of a script `sim` in `package.json`, `npm run sim`. */
  readonly commands?: ReportCommands;
  /** What ran the handlers. Default `fake`. */
  readonly engine?: EngineName;
  /** Real time that it took, in ms. */
  readonly wallMs?: number;
  /** How the search chose its runs. Default `mix`. */
  readonly strategy?: Strategy;
  /** How far `exhaustive` went, where that was said. */
  readonly bounds?: Partial<Bounds>;
}

/**
 * Makes the data of a report from results of `campaign`: runs what is to be shown once more and writes down every step.
 * The search must have been made with the same versions of services and scenario.
 */
export function reportOf(searched: readonly Searched[], options: ReportOptions): Promise<Report> {
  const {
    seed,
    budget = '',
    command = '',
    commands = NPM_RUN_SIM,
    engine = 'fake',
    wallMs,
    strategy = 'mix',
    bounds = {},
  } = options;
  return collect(
    {
      suite: suiteOf(searched.map(({ result }) => result)),
      seed,
      engine,
      versions: versions(),
      budget,
      command,
      commands,
      strategy,
      bounds,
      ...(wallMs !== undefined && { wallMs }),
    },
    searched,
  );
}
