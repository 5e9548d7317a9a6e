import type { ChartSpec } from '../../sim/trace/charts/chart-spec.ts';
import type { Encoded } from '../../sim/core/encoded.ts';
import type { ReportUpgrade } from './upgrade.ts';
import type { ShownEvent } from '../../sim/trace/shown.ts';

/** Version of `run.json`; a viewer refuses any other. */
export const REPORT_VERSION = 1;
export const REPORT_FORMAT = 'restate-sim report';

export type ReportVerdict = 'held' | 'broken' | 'undecided' | 'not exercised';

/** Everything that a report shows, as plain data: what `run.json` holds. Its schema is `run.schema.json`. */
export interface Report {
  readonly format: typeof REPORT_FORMAT;
  readonly version: typeof REPORT_VERSION;
  /** What was searched. */
  readonly suite: string;
  readonly verdict: ReportVerdict;
  readonly seed: number;
  readonly engine: string;
  readonly commit?: string;
  readonly versions: Readonly<Record<string, string>>;
  /** The budget of the search, in words. */
  readonly budget: string;
  /** Real time of the search; absent where the bytes of the report must not depend on it. */
  readonly wallMs?: number;
  /** The command that repeats the whole search. */
  readonly command: Encoded<'shell'>;
  readonly scenarios: readonly ReportScenario[];
  /** Lines of user code that no run reached, in order; absent where that was not measured. */
  readonly unreached?: readonly UnreachedLines[];
  /** Runs that are shown in full: one for each finding, and one that held for each scenario. */
  readonly exhibits: readonly Exhibit[];
}

/** Lines of a file that no run reached. */
export interface UnreachedLines {
  /** Relative to where the search was started. */
  readonly file: string;
  /** The first line, from 1. */
  readonly from: number;
  /** The last line. */
  readonly to: number;
  /** The handler that they belong to, such as `Order/cancel`; absent for other code. */
  readonly handler?: string;
}

export interface ReportScenario {
  readonly name: string;
  readonly verdict: ReportVerdict;
  readonly runs: number;
  readonly steps: number;
  readonly invocations: number;
  readonly virtualMs: number;
  readonly traceHash: string;
  readonly invariants: readonly ReportInvariant[];
  /** What was never reached, each in words. */
  readonly missing: readonly string[];
  /** Limits that were reached, each in words. */
  readonly undecided: readonly string[];
  /** What the scenario waives with `owed` and handlers were left waiting for, each in words. */
  readonly waived: readonly string[];
  /** What the scenario allows, and what of it was used for real, each in words. */
  readonly marks: readonly string[];
  readonly advice: readonly { readonly message: string; readonly times: number }[];
  /** What all runs reached; empty where it was not counted. */
  readonly coverage: readonly CoverageGroup[];
  /** The limiters that are drawn against their bounds, and how to read them. */
  readonly charts: readonly ChartSpec[];
  /** Runs by the number of troubles injected into them: index 3 is the runs with three. */
  readonly faultCounts: readonly number[];
  /** Where a new version may be deployed; absent for a scenario without an upgrade. */
  readonly upgrade?: ReportUpgrade;
  /** The first runs of any strategy, broken ones first, at most {@link MAX_RUN_ROWS}. */
  readonly rows: readonly RunRow[];
}

export interface ReportInvariant {
  readonly name: string;
  readonly verdict: ReportVerdict;
  /** How often the invariant had something to check. */
  readonly exercised: number;
  /** Seed and path of the first run that broke it. */
  readonly firstFailure?: string;
}

/** Things that runs can reach, and how often they did. */
export interface CoverageGroup {
  readonly name: string;
  readonly items: readonly CoverageItem[];
}

export interface CoverageItem {
  readonly name: string;
  readonly count: number;
  /** The sentence for a count of zero. */
  readonly zero: string;
}

export interface RunRow {
  /** How the run is named: `path 17` is one that a seed generates, `crashes 3` one that a strategy has listed. */
  readonly name: string;
  /** The strategy that chose it. */
  readonly strategy: string;
  readonly verdict: ReportVerdict;
  readonly steps: number;
  readonly invocations: number;
  readonly troubles: number;
  readonly virtualMs: number;
  readonly hash: string;
}

/** Longest table of runs for a scenario. */
export const MAX_RUN_ROWS = 200;

/** A run that is shown in full. */
export interface Exhibit {
  /** `finding` breaks an invariant, `exemplar` is a run that held. */
  readonly kind: 'finding' | 'exemplar';
  readonly scenario: string;
  /** The broken invariant; absent for a run that held. */
  readonly invariant?: string;
  /** What happened, in a sentence or two. */
  readonly message: string;
  readonly handler?: string;
  /** Sequence numbers of the events that show it; the last one is where it broke. */
  readonly shows: readonly number[];
  /** The run in a few lines. */
  readonly story: readonly string[];
  readonly run: ShownRun;
  readonly shrinking?: Shrinking;
  /** The run that is most like this one and holds. */
  readonly nearest?: { readonly difference: string; readonly run: ShownRun };
  readonly repeat: Repeat;
  /** The result of running the finding again. */
  readonly confirmation?: { readonly standing: string; readonly words: string };
}

export interface Shrinking {
  /** Runs that shrinking made. */
  readonly tries: number;
  /** Whether every part of the plan is needed. */
  readonly minimal: boolean;
  /** Operations, troubles, holds and choices in its plan, as it was found and as it is shown. */
  readonly parts: { readonly before: number; readonly after: number };
  /** Size of the run as it was found, where that can be run again, and as it is shown. */
  readonly before?: RunSize;
  readonly after: RunSize;
}

export interface RunSize {
  readonly steps: number;
  readonly operations: number;
  readonly clients: number;
  readonly troubles: number;
}

/** How to run it again. */
export interface Repeat {
  readonly shell: Encoded<'shell'>;
  /** A test to paste. */
  readonly vitest: string;
  /** Scenario and plan as JSON. */
  readonly plan: unknown;
}

/** One run: its events, the steps that caused them, and what else could have been chosen. */
export interface ShownRun {
  readonly hash: string;
  readonly verdict: ReportVerdict;
  readonly steps: readonly ShownStep[];
  readonly events: readonly ShownEvent[];
  /** Events at the end that were left out because there were too many. */
  readonly leftOut: number;
  /** The lines of user code that wrote the entries; absent where they were not recorded. */
  readonly lines?: readonly ShownLine[];
}

/** Where user code issues a command, or throws what ends the attempt. */
export interface ShownLine {
  readonly invocation: string;
  readonly attempt: number;
  /** Number of the command in the journal, the input being 0; absent for an error. */
  readonly entry?: number;
  /** `src/bank.ts:31`, relative to where the search was started. */
  readonly line: string;
}

/** One step of the world. */
export interface ShownStep {
  /** Stable address, unique in the run. */
  readonly name: string;
  /** Index of the first event that it caused. */
  readonly first: number;
  /** Addresses of all possible steps; absent where there was only this one. */
  readonly ready?: readonly string[];
  /** Index of the step that was taken. */
  readonly taken?: number;
  /** Other choices made in this step: what, which option of how many. */
  readonly choices?: readonly ShownChoice[];
}

export interface ShownChoice {
  readonly kind: string;
  readonly address: string;
  readonly options: number;
  readonly chosen: number;
}

/** Steps of one run that are drawn; the page says how many it folds. */
export const MAX_STEPS = 2_000;
/** Events that are kept of one run. */
export const MAX_EVENTS = 8_000;
/** A page that is larger carries a warning. */
export const WARN_BYTES: number = 5 * 1024 * 1024;
/** A larger page carries no traces; they go into a separate file. */
export const MAX_PAGE_BYTES: number = 20 * 1024 * 1024;
