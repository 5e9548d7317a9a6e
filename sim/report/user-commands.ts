import type { Encoded } from '../core/encoded.ts';
import { asTyped, shellWord } from './shell.ts';

/** The commands that a report suggests. They depend on how the user started the search. */
export interface ReportCommands {
  /**
   * The search without its options, such as `npx restate-sim run services.ts`. Absent where the search takes no options on
   * a command line, as in a test.
   */
  readonly search?: Encoded<'shell'>;
  /** Whether a config may set options too, so that a command also names those that have their defaults. */
  readonly hasConfig?: boolean;
  /** @returns the command that runs a saved finding again */
  replay(file: string): Encoded<'shell'>;
}

/** The commands that the messages of a command line suggest. */
export interface UserCommands extends ReportCommands {
  readonly search: Encoded<'shell'>;
  /** The command that lists the scenarios. */
  readonly list: Encoded<'shell'>;
  /** The file for examples and stubs of a derived scenario; absent where the user wrote the scenario. */
  readonly hints?: string;
}

/** The commands of this repository, where `npm run sim` is a script. */
export const NPM_RUN_SIM: UserCommands = {
  search: asTyped.markup`npm run sim --`,
  list: asTyped.markup`npm run sim -- list`,
  replay: (file) => asTyped.markup`npm run sim -- replay ${shellWord(file)}`,
};

/** The commands that a caller suggests, as they are to be typed: what is a value in them, the caller quotes. */
export interface GivenCommands {
  /** See {@link ReportCommands}. */
  readonly search?: string;
  /** See {@link ReportCommands}. */
  readonly hasConfig?: boolean;
  /** @returns the command that runs a saved finding again */
  replay(file: string): string;
}

/** @returns commands that a caller has written */
export function commandsFrom(given: GivenCommands): ReportCommands {
  const { search, hasConfig } = given;
  return {
    ...(search !== undefined && { search: asTyped(search) }),
    ...(hasConfig !== undefined && { hasConfig }),
    replay: (file) => asTyped(given.replay(file)),
  };
}
