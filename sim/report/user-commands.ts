/** The commands that a report suggests. They depend on how the user started the search. */
export interface ReportCommands {
  /**
   * The search without its options, such as `npx restate-sim run services.ts`. Absent where the search takes no options on
   * a command line, as in a test.
   */
  readonly search?: string;
  /** Whether a config may set options too, so that a command also names those that have their defaults. */
  readonly hasConfig?: boolean;
  /** @returns the command that runs a saved finding again */
  replay(file: string): string;
}

/** The commands that the messages of a command line suggest. */
export interface UserCommands extends ReportCommands {
  readonly search: string;
  /** The command that lists the scenarios. */
  readonly list: string;
  /** The file for examples and stubs of a derived scenario; absent where the user wrote the scenario. */
  readonly hints?: string;
}

/** The commands of this repository, where `npm run sim` is a script. */
export const NPM_RUN_SIM: UserCommands = {
  search: 'npm run sim --',
  list: 'npm run sim -- list',
  replay: (file) => `npm run sim -- replay ${file}`,
};
