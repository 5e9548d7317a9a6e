import type { Report } from '../../reports/data/report.ts';
import { collect, suiteOf } from './collect.ts';
import { versions } from './versions.ts';
import { asTyped } from './shell.ts';
import { commandsFrom, NPM_RUN_SIM, type GivenCommands } from './user-commands.ts';
import type { EngineName } from '../attempt/engines.ts';
import type { ScenarioResult } from '../search/campaign/types.ts';
import type { Bounds } from '../search/exhaustive/bounds.ts';
import type { Strategy } from '../search/campaign/run-source.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';

/** What has been searched. */
export interface Searched {
  readonly scenario: Scenario;
  readonly result: ScenarioResult;
}

/** What a report says about the search apart from its results. */
export interface ReportOptions {
  readonly seed: number;
  /** The budget of the search, in words. Default: empty. */
  readonly budget?: string;
  /** The command that repeats the search. Default: empty. */
  readonly command?: string;
  /** The commands that the report suggests. Default: those of a script `sim` in `package.json`, `npm run sim`. */
  readonly commands?: GivenCommands;
  /** The engine that ran the handlers. Default `fake`. */
  readonly engine?: EngineName;
  /** Real time of the search, in ms. */
  readonly wallMs?: number;
  /** How the search chose its runs. Default `mix`. */
  readonly strategy?: Strategy;
  /** The bounds of the strategy `exhaustive`. */
  readonly bounds?: Partial<Bounds>;
}

/**
 * Makes the data of a report from results of `campaign`: runs the plans to show again and records every step. Services and
 * scenarios must be the same as in the search.
 */
export function reportOf(searched: readonly Searched[], options: ReportOptions): Promise<Report> {
  const {
    seed,
    budget = '',
    command = '',
    commands: given,
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
      command: asTyped(command),
      commands: given === undefined ? NPM_RUN_SIM : commandsFrom(given),
      strategy,
      bounds,
      ...(wallMs !== undefined && { wallMs }),
    },
    searched,
  );
}
