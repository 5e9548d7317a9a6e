import type { Config } from '../../config/config.ts';
import type { Hints } from '../../simulation/scenario/hints.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { hintsOver } from '../load/hints-over.ts';
import { hintsIn } from '../load/hints.ts';
import { loadConfig } from './load-config.ts';
import { pathFrom } from './path-from.ts';

/** What a config says about the worlds that are searched. */
export interface ConfiguredWorld {
  /** The file of hints that it names. */
  readonly hintsFile: string | undefined;
  /** @returns hints of a file, with those of the config for what the file leaves open */
  hints(own: Hints): Hints;
  /** @returns a scenario, with the outside world of the config where it has none of its own */
  scenario(own: Scenario): Scenario;
}

/** @param file of the config; undefined where there is none */
export async function configuredWorld(file: string | undefined): Promise<ConfiguredWorld> {
  const config: Config = file === undefined ? {} : (await loadConfig(file)).config;
  const { hints, effects = {}, stubs = {}, http = {} } = config;
  const outside = { effects, stubs, http };
  const given = typeof hints === 'object' ? hintsIn(file ?? '', hints) : {};
  return {
    hintsFile: typeof hints === 'string' ? pathFrom(file ?? '', hints) : undefined,
    hints: (own) => hintsOver(own, hintsOver(given, outside)),
    scenario: (own) => ({
      ...own,
      effects: { ...outside.effects, ...own.effects },
      stubs: { ...own.stubs, ...outside.stubs, ...own.stubs },
      http: { ...own.http, ...outside.http, ...own.http },
    }),
  };
}
