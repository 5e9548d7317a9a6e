import { ALLOWANCES, type Allowance } from '../core/allowances.ts';
import { UPGRADE_ROUTES, type UpgradeRoute } from '../simulation/scenario/upgrade.ts';
import type { ServerMode } from '../real-server/room.ts';
import { DEFAULT_BOUNDS, type Bounds } from '../search/exhaustive/bounds.ts';
import type { Shard } from '../search/campaign/shard.ts';
import { ALL_STRATEGIES, type Strategy } from '../search/campaign/run-source.ts';
import { REPLAY_AT, type ReplayAt } from '../exported/judge-journal.ts';
import { SERVER_VERSIONS, type ServerVersion } from '../core/server-version.ts';
import { JOURNAL_OPTIONS, type Status } from './journals/journal-options.ts';
import * as read from './option-values.ts';
import type { Engine } from './option-values.ts';

/** What the commands are called. */
export type CommandName =
  'run' | 'upgrade' | 'versions' | 'replay' | 'debug' | 'mcp' | 'report' | 'promote' | 'list' | JournalCommand;
type JournalCommand = 'journals' | 'replay-journals' | 'judge-journals';

/** What was given for each option, read; absent where it was not given. */
export interface Values {
  readonly scenario?: readonly string[];
  readonly config?: string;
  readonly noConfig?: boolean;
  readonly hints?: string;
  readonly upgradeTo?: string;
  readonly how?: readonly UpgradeRoute[];
  readonly accept?: string;
  readonly allow?: readonly Allowance[];
  readonly seed?: number;
  readonly runs?: number;
  readonly time?: number;
  readonly enough?: number;
  readonly keepGoing?: boolean;
  readonly strategy?: Strategy;
  readonly bounds?: Partial<Bounds>;
  readonly path?: string;
  readonly workers?: number;
  readonly shard?: Shard;
  readonly engine?: Engine;
  readonly serverMode?: ServerMode;
  readonly serverVersion?: ServerVersion;
  readonly horizon?: number;
  readonly watchdog?: number;
  readonly until?: number;
  readonly out?: string;
  readonly to?: string;
  readonly admin?: string;
  readonly tokenFile?: string;
  readonly invocation?: readonly string[];
  readonly service?: string;
  readonly status?: Status;
  readonly deployment?: string;
  readonly limit?: number;
  readonly redact?: string;
  readonly at?: ReplayAt;
  readonly update?: boolean;
  readonly report?: string;
  readonly json?: string;
  readonly junit?: string;
  readonly coverage?: boolean;
  readonly watch?: boolean;
  readonly verbose?: boolean;
}

/** An option, as it is parsed, checked and shown in the help. */
export interface DeclaredOption<T = unknown> {
  /** In the syntax of commander. */
  readonly flags: string;
  readonly about: string;
  readonly group: string;
  readonly commands: readonly CommandName[];
  /**
   * Reads its value; absent where it takes none.
   * @throws {UsageError} in one sentence, when it is not one
   */
  readonly read?: (text: string, flag: string) => T;
  /** Whether it may be given several times. */
  readonly repeats?: true;
}

const WHAT = 'What is searched:';
const SEARCH = 'The search:';
const HOW = 'How runs are made:';
const RESULT = 'Results:';

/** The commands that load services. */
const everyCommand: readonly CommandName[] = [
  'run',
  'upgrade',
  'versions',
  'replay',
  'debug',
  'mcp',
  'report',
  'promote',
  'list',
  'replay-journals',
  'judge-journals',
];
/** The commands that search. */
const searches: readonly CommandName[] = ['run', 'upgrade'];
/** The commands that make many runs. */
const runners: readonly CommandName[] = [...searches, 'versions'];

/** Every option, in the order of the help. */
export const OPTIONS: { readonly [Name in keyof Values]-?: DeclaredOption } = {
  scenario: {
    flags: '--scenario <name>',
    about: 'only the scenario of this name; may be repeated, * matches anything; a file is one more file',
    group: WHAT,
    commands: [...runners, 'debug'],
    read: read.text,
    repeats: true,
  },
  hints: {
    flags: '--hints <file>',
    about: 'inputs, keys, stubs, faults and more (default: my-services.hints.ts or .json next to my-services.ts)',
    group: WHAT,
    commands: everyCommand,
    read: read.text,
  },
  upgradeTo: {
    flags: '--upgrade-to <version>',
    about: 'the new version that is deployed during the runs: a file, a folder or git:REV:path',
    group: WHAT,
    commands: ['run', 'replay', 'debug', 'report', 'promote'],
    read: read.text,
  },
  how: {
    flags: '--how <routes>',
    about: `how a new version arrives: ${UPGRADE_ROUTES.join(',')} (default: all)`,
    group: WHAT,
    commands: searches,
    read: read.routes,
  },
  accept: {
    flags: '--accept <file>',
    about: 'findings that you accept, each with a reason; one that no longer occurs is named',
    group: WHAT,
    commands: ['upgrade'],
    read: read.text,
  },
  config: {
    flags: '--config <file>',
    about: 'options, files, hints and stubs (default: restate-sim.config.ts, .js or .json in the working directory)',
    group: WHAT,
    commands: everyCommand,
    read: read.text,
  },
  noConfig: {
    flags: '--no-config',
    about: 'use no config',
    group: WHAT,
    commands: everyCommand,
  },
  seed: {
    flags: '--seed <n>',
    about: 'seed of every random decision (default: random, printed)',
    group: SEARCH,
    commands: [...runners, 'debug'],
    read: read.integer,
  },
  runs: {
    flags: '--runs <n>',
    about: `runs per scenario (default: ${read.DEFAULT_RUNS}, on a real server ${read.REAL_RUNS})`,
    group: SEARCH,
    commands: runners,
    read: read.positiveInteger,
  },
  time: {
    flags: '--time <30s>',
    about: 'budget for all scenarios together, in real time (ms, s, m, h)',
    group: SEARCH,
    commands: searches,
    read: read.duration,
  },
  enough: {
    flags: '--enough <n>',
    about: 'end a scenario after n runs that reached nothing new (default: use the whole budget)',
    group: SEARCH,
    commands: ['run'],
    read: read.positiveInteger,
  },
  keepGoing: {
    flags: '--keep-going',
    about: 'go on after a finding, and report every fault that a run of the budget shows',
    group: SEARCH,
    commands: ['run'],
  },
  strategy: {
    flags: '--strategy <name>',
    about: `how runs are chosen: ${ALL_STRATEGIES.join(', ')} (default: mix)`,
    group: SEARCH,
    commands: ['run', 'versions', 'debug'],
    read: (text) => read.oneOf(text, ALL_STRATEGIES, 'UNKNOWN_STRATEGY', 'strategy'),
  },
  bounds: {
    flags: '--bounds <list>',
    about: `how far the strategy exhaustive goes, such as troubles=2,preemptions=3: ${Object.keys(DEFAULT_BOUNDS).join(', ')}`,
    group: SEARCH,
    commands: ['run'],
    read: read.bounds,
  },
  path: {
    flags: '--path <p>',
    about: 'repeat exactly this generated run of the seed, without shrinking',
    group: SEARCH,
    commands: ['run', 'debug'],
    read: read.path,
  },
  workers: {
    flags: '--workers <n>',
    about: 'worker threads (default: 1); the result does not depend on their number',
    group: SEARCH,
    commands: ['run'],
    read: read.positiveInteger,
  },
  shard: {
    flags: '--shard <i/n>',
    about: 'only the i-th of n equal parts, for several machines',
    group: SEARCH,
    commands: ['run'],
    read: read.shard,
  },
  engine: {
    flags: '--engine <name>',
    about:
      'what runs the handlers: fake (our own contexts, default), sdk (the real SDK, same traces) or server ' +
      '(a real restate-server, started for it, in real time; only with run)',
    group: HOW,
    commands: ['run', 'upgrade', 'versions', 'replay', 'debug', 'replay-journals'],
    read: (text) => read.oneOf(text, read.ENGINES, 'UNKNOWN_ENGINE', 'engine'),
  },
  serverMode: {
    flags: '--server-mode <mode>',
    about: `with --engine server: ${read.SERVER_MODES.map(({ word }) => word).join(', ')}`,
    group: HOW,
    commands: ['run'],
    read: read.serverMode,
  },
  serverVersion: {
    flags: '--server-version <v>',
    about: `which restate-server is simulated, or with --engine server started: ${SERVER_VERSIONS.join(', ')} (default: as the scenario says)`,
    group: HOW,
    commands: ['run', 'upgrade', 'replay'],
    read: (text) => read.oneOf(text, SERVER_VERSIONS, 'UNKNOWN_SERVER_VERSION', 'server-version'),
  },
  allow: {
    flags: '--allow <kinds>',
    about: `what handlers may use for real, such as network,files: ${ALLOWANCES.join(', ')}`,
    group: HOW,
    commands: ['run', 'upgrade', 'versions', 'replay', 'debug', 'mcp', 'report'],
    read: read.allowances,
  },
  horizon: {
    flags: '--horizon <90d>',
    about: 'how much virtual time jobs that schedule themselves forever are followed (default: twelve rounds)',
    group: HOW,
    commands: ['run', 'upgrade', 'versions', 'replay', 'debug'],
    read: read.virtualDuration,
  },
  watchdog: {
    flags: '--watchdog <10s>',
    about: 'how long loading, or a handler, may run without returning to the event loop',
    group: HOW,
    commands: everyCommand,
    read: read.duration,
  },
  until: {
    flags: '--until <n>',
    about: 'stop after n steps and show the state of the run; under node --inspect, break there',
    group: HOW,
    commands: ['replay'],
    read: read.positiveInteger,
  },
  ...JOURNAL_OPTIONS,
  at: {
    flags: '--at <places>',
    about: 'every: at each prefix (default); end: the whole journal; now: as it stands, of those in flight',
    group: HOW,
    commands: ['replay-journals'],
    read: (text) => read.oneOf(text, REPLAY_AT, 'UNKNOWN_PLACE', 'at'),
  },
  update: {
    flags: '--update',
    about: 'keep the reasons for which journals do not go on; only others count from then on',
    group: RESULT,
    commands: ['replay-journals'],
  },
  out: {
    flags: '--out <file>',
    about: 'where the page is written (default: report.html), or the journals (default: journals.jsonl)',
    group: RESULT,
    commands: ['report', 'journals'],
    read: read.text,
  },
  to: {
    flags: '--to <folder>',
    about: 'where the finding is moved to (default: the corpus of the project)',
    group: RESULT,
    commands: ['promote'],
    read: read.text,
  },
  report: {
    flags: '--report <file>',
    about: 'write the result as one HTML page (default when something is found: .sim/report.html)',
    group: RESULT,
    commands: searches,
    read: read.text,
  },
  json: {
    flags: '--json <file>',
    about: 'write the result as JSON; - is standard output',
    group: RESULT,
    commands: [...runners, 'replay-journals', 'judge-journals'],
    read: read.text,
  },
  junit: {
    flags: '--junit <file>',
    about: 'write the verdicts as JUnit XML; - is standard output',
    group: RESULT,
    commands: searches,
    read: read.text,
  },
  watch: {
    flags: '--watch',
    about: 'run again when a file changes, a finding first; Ctrl-C ends',
    group: RESULT,
    commands: ['run'],
  },
  coverage: {
    flags: '--coverage',
    about: 'list the lines of your handlers, and of what they import, that no run reached; up to twice as slow',
    group: RESULT,
    commands: ['run'],
  },
  verbose: {
    flags: '--verbose',
    about: 'print what the runs reached, what none reached first, and each invariant’s count',
    group: RESULT,
    commands: searches,
  },
};
