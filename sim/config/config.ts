import type { Bounds } from '../search/exhaustive/bounds.ts';
import type { Strategy } from '../search/campaign/run-source.ts';
import type { Effect } from '../simulation/scenario/effect.ts';
import type { Hints } from '../simulation/scenario/hints.ts';
import type { ServerSettings } from '../simulation/scenario/scenario.ts';
import type { HttpStubs } from '../simulation/scenario/http-stubs.ts';
import type { Stubs } from '../simulation/scenario/stubs.ts';

/** Declared effects by name. */
export type ConfigEffects = Readonly<Record<string, Effect<never, unknown>>>;

/** Hints for services without a scenario, as a file of hints exports them. */
export type ConfigHints = Omit<Hints, 'takesInput' | 'inputTypes'>;

/**
 * What `restate-sim.config.ts` may say. Options of the command line win over it. Durations are ms, or strings such as `'30s'`.
 * Paths of `files` and `hints` are relative to the config file, all others to the working directory.
 */
export interface Config<Effects extends ConfigEffects = ConfigEffects> {
  /** Files, folders and patterns that hold services or scenarios, where the command line names none. */
  readonly files?: string | readonly string[];
  /** Names of the scenarios that `run` searches; `*` matches any characters. Default: all. */
  readonly scenario?: string | readonly string[];
  /** Hints for services without a scenario, or the file that has them. A file of hints next to the services adds to them. */
  readonly hints?: string | ConfigHints;
  /** Responses to HTTP requests, in every scenario, property and derived workload that has none of its own for a pattern. */
  readonly http?: HttpStubs<Effects>;
  /** Results of `ctx.run` steps, in every scenario, property and derived workload that has none of its own for a name. */
  readonly stubs?: Stubs<Effects>;
  /** Declared parts of the outside world, for `http` and `stubs` to call. */
  readonly effects?: Effects;
  /** What handlers may use for real, in addition to what a scenario or hints allow: `network`, `processes`, `threads`, ... */
  readonly allow?: NonNullable<Hints['allow']>;
  /** Seed of every random decision. Default: random, printed. */
  readonly seed?: number;
  /** Runs for each scenario. */
  readonly runs?: number;
  /** Budget of real time for all scenarios together. */
  readonly time?: number | string;
  /** Ends a scenario after this many runs that reached nothing new. */
  readonly enough?: number;
  /** Goes on after a finding, and reports every fault that a run of the budget shows. Default false. */
  readonly keepGoing?: boolean;
  /** How runs are chosen. Default `mix`. */
  readonly strategy?: Strategy;
  /** How far the strategy `exhaustive` goes. */
  readonly bounds?: Partial<Bounds>;
  /** Worker threads. Default 1. */
  readonly workers?: number;
  /** What runs the handlers: our own contexts (`fake`, default), or the real SDK (`sdk`). */
  readonly engine?: 'fake' | 'sdk';
  /** How much virtual time jobs that schedule themselves forever are followed. */
  readonly horizon?: number | string;
  /** Which restate-server is simulated: `1.7` or `1.8`. Default: as the scenario says. */
  readonly serverVersion?: ServerSettings['version'];
  /** How long loading, or a handler, may run without returning to the event loop. */
  readonly watchdog?: number | string;
  /** File of the HTML report. */
  readonly report?: string;
  /** File of the result as JSON. */
  readonly json?: string;
  /** File of the verdicts as JUnit XML. */
  readonly junit?: string;
  /** Lists the lines of handlers, and of what they import, that no run reached. */
  readonly coverage?: boolean;
  /** Prints what the runs reached. */
  readonly verbose?: boolean;
}

/**
 * Types a config, for `export default` in `restate-sim.config.ts`.
 * @returns it, unchanged: tests import it for the fields that they want to share, such as `config.http`
 *
 * @example
 * export default defineConfig({
 *   files: 'src',
 *   runs: 500,
 *   http: { 'GET https://rates.example.com/*': { euro: 1.1 } },
 * });
 */
export function defineConfig<const Given, Effects extends ConfigEffects = Record<never, never>>(
  config: Given & Config<Effects> & Readonly<Record<Exclude<keyof Given, keyof Config>, never>>,
): Given {
  return config;
}
