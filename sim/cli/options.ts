import type { ServerVersion } from '../core/server-version.ts';
import type { ServerMode } from '../real-server/room.ts';
import type { Bounds } from '../search/exhaustive/bounds.ts';
import type { Shard } from '../search/campaign/shard.ts';
import type { Strategy } from '../search/campaign/run-source.ts';
import { isRound } from './watch/round.ts';
import type { Values } from './declared-options.ts';
import { DEFAULT_RUNS, REAL_RUNS, type Engine } from './option-values.ts';

/** What a search was asked for, with the defaults filled in. */
export interface Options {
  /** Undefined: one is drawn and printed. */
  readonly seed: number | undefined;
  /** Names or patterns; empty means all. */
  readonly scenarios: readonly string[];
  /** Runs per scenario. */
  readonly runs: number;
  /** Whether fewer runs were asked for than by default, so that what was never reached is not judged. */
  readonly runsLowered: boolean;
  /** Budget of all scenarios together, in ms of real time. */
  readonly timeMs: number | undefined;
  /** Runs that reached nothing new after which a scenario ends; undefined: never. */
  readonly enough: number | undefined;
  /** Whether a scenario is searched on after a finding. */
  readonly keepGoing: boolean;
  /** How much virtual time jobs that schedule themselves forever are followed, in ms; undefined: as the scenario says. */
  readonly horizonMs: number | undefined;
  /** How long a handler may run without returning to the event loop, in ms of real time. */
  readonly watchdogMs: number | undefined;
  /** Only this generated run. */
  readonly path: string | undefined;
  /** How runs are chosen. */
  readonly strategy: Strategy;
  /** How far `exhaustive` goes. */
  readonly bounds: Partial<Bounds>;
  /** Worker threads. */
  readonly workers: number;
  readonly shard: Shard | undefined;
  readonly engine: Engine;
  /** How the real server is set up. */
  readonly serverMode: ServerMode;
  /** The version of the server; undefined: as the scenario says. */
  readonly serverVersion: ServerVersion | undefined;
  /** File to write the result to; `-` is standard output. */
  readonly json: string | undefined;
  /** File to write the page to. */
  readonly report: string | undefined;
  /** File to write the verdicts to as JUnit XML; `-` is standard output. */
  readonly junit: string | undefined;
  readonly verbose: boolean;
  /** Whether only what is not as it should be is printed: in a round of a watch. */
  readonly brief: boolean;
  /** The options that decide which runs are made, as they were given, without the seed. */
  readonly words: readonly string[];
}

/** Fills in defaults. @param words what was given, for the command that repeats the search */
export function optionsOf(values: Values, words: readonly string[] = []): Options {
  const { engine = 'fake', runs, time } = values;
  const usual = engine === 'server' ? REAL_RUNS : DEFAULT_RUNS;
  return {
    seed: values.seed,
    scenarios: values.scenario ?? [],
    runs: runs ?? (time === undefined ? usual : UNLIMITED_RUNS),
    runsLowered: runs !== undefined && runs < DEFAULT_RUNS,
    timeMs: time,
    enough: values.enough,
    keepGoing: values.keepGoing ?? false,
    horizonMs: values.horizon,
    watchdogMs: values.watchdog,
    path: values.path,
    strategy: values.strategy ?? 'mix',
    bounds: values.bounds ?? {},
    workers: values.workers ?? 1,
    shard: values.shard,
    engine,
    serverMode: values.serverMode ?? 'default',
    serverVersion: values.serverVersion,
    json: values.json,
    report: values.report,
    junit: values.junit,
    verbose: values.verbose ?? false,
    brief: isRound() && values.verbose !== true,
    words,
  };
}

/** With a budget of time, it is that which ends a search. */
const UNLIMITED_RUNS = 1_000_000_000;

/** @returns the value of an option such as `--horizon`, as it was given on the command line */
export function givenFor(flag: string, words: readonly string[]): string | undefined {
  const place = words.indexOf(flag);
  return place === -1 ? undefined : words[place + 1];
}
