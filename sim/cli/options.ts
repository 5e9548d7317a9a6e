import { parseArgs } from 'node:util';
import { ENGINE_NAMES, type EngineName } from '../attempt/engines.ts';
import type { ServerMode } from '../real-server/room.ts';
import { durationIn } from '../core/duration.ts';
import { UsageError } from '../core/errors.ts';
import { DEFAULT_BOUNDS, type Bounds } from '../search/exhaustive/bounds.ts';
import type { Shard } from '../search/campaign/shard.ts';
import { ALL_STRATEGIES, type Strategy } from '../search/campaign/sources.ts';
import { meantOption } from './meant-option.ts';
import type { UserCommands } from '../report/user-commands.ts';

/** What the command line asks for. */
export interface Options {
  /** Undefined: one is drawn and printed. */
  readonly seed: number | undefined;
  /** Names or globs; empty means all. */
  readonly scenarios: readonly string[];
  /** Runs per scenario. */
  readonly runs: number;
  /** Whether the number of runs was said. */
  readonly runsGiven: boolean;
  /** Whether the number of runs is the default, so that what was never reached is judged. */
  readonly runsLowered: boolean;
  /** Budget of the whole campaign in ms of real time. */
  readonly timeMs: number | undefined;
  /** Runs that reached nothing new after which a scenario has had enough; undefined never has. */
  readonly enough: number | undefined;
  /** How long a handler may run without coming back, in ms of real time. */
  readonly watchdogMs: number | undefined;
  readonly path: string | undefined;
  /** How runs are chosen. */
  readonly strategy: Strategy;
  /** How far `exhaustive` goes. */
  readonly bounds: Partial<Bounds>;
  /** Worker threads. */
  readonly workers: number;
  readonly shard: Shard | undefined;
  /** File of a finding to run once more. */
  readonly replay: string | undefined;
  /** Step before which the replay stops. */
  readonly until: number | undefined;
  /** File of a finding to move into the corpus. */
  readonly promote: string | undefined;
  /** What runs the handlers: an engine of the simulator, or a real server. */
  readonly engine: EngineName | 'server';
  /** How the real server is set up. */
  readonly serverMode: ServerMode;
  /** File to write the result to; `-` is standard output. */
  readonly json: string | undefined;
  /** File to write the page to that shows everything. */
  readonly report: string | undefined;
  /** File to write the verdicts to as JUnit XML. */
  readonly junit: string | undefined;
  readonly list: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

const SERVER_MODES: readonly ServerMode[] = ['default', 'always suspend', 'protocol v7', 'lazy state'];

/** Runs per scenario on a real server without `--runs`: each takes its time. */
export const REAL_RUNS = 20;

/** Runs per scenario without `--runs`. */
export const DEFAULT_RUNS = 300;

const SPEC = {
  seed: { type: 'string' },
  scenario: { type: 'string', multiple: true },
  runs: { type: 'string' },
  time: { type: 'string' },
  enough: { type: 'string' },
  watchdog: { type: 'string' },
  path: { type: 'string' },
  strategy: { type: 'string' },
  bounds: { type: 'string' },
  workers: { type: 'string' },
  shard: { type: 'string' },
  replay: { type: 'string' },
  until: { type: 'string' },
  promote: { type: 'string' },
  engine: { type: 'string' },
  'server-mode': { type: 'string' },
  json: { type: 'string' },
  report: { type: 'string' },
  junit: { type: 'string' },
  list: { type: 'boolean' },
  verbose: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

export const HELP: string = `Usage: npm run sim -- [options]

  --seed N          everything follows from it; without it one is drawn, and
                    printed
  --scenario NAME   only this one; may be repeated, * matches anything
  --runs N          runs per scenario (default ${DEFAULT_RUNS})
  --time 30s        budget for the whole campaign, in real time (ms, s, m, h)
  --enough N        end a scenario early, after N runs that reached nothing new;
                    without it the whole budget is used
  --watchdog 10s    how long a handler may run without coming back
  --strategy NAME   how runs are chosen (default mix):
                    ${ALL_STRATEGIES.join(', ')}
  --bounds LIST     how far exhaustive goes, such as troubles=2,preemptions=3:
                    ${Object.keys(DEFAULT_BOUNDS).join(', ')}
  --workers N       worker threads (default 1); the result is the same
  --shard I/N       only the I-th of N equal parts, for several machines
  --path P          repeat exactly that generated run of the seed, unshrunk
  --replay FILE     run the plan of a saved finding once more; FILE.jsonl:LINE
                    where a file has many; under node --inspect without limits
  --until N         with --replay: stop after N steps and show where it stands
  --promote FILE    move a finding into properties/search/corpus, which npm test
                    replays
  --engine NAME     what runs your handlers: fake (contexts of our own, the
                    default), sdk (the real SDK, with the same traces) or server
                    (a real restate-server, started for it, in real time)
  --server-mode M   with --engine server: default, always-suspend, protocol-v7,
                    lazy-state
  --json FILE       write the result as data; - is standard output
  --report FILE     write it as one HTML page (with findings: .sim/report.html)
  --junit FILE      write the verdicts as JUnit XML
  --as-published    the guide's own listings instead, known to be broken
  --list            print the names of the scenarios
  --verbose         print each invariant's count, what the runs have reached
                    (and first what none has), and the story of a repeated run
  --help, --version

Exit status: 0 all held, 1 something broken, 2 undecided or not exercised,
3 usage or input error.`;

/**
 * Reads the command line.
 * @param args what follows the command's name
 * @param environment where npm leaves options that it has swallowed
 * @param commands the commands that messages suggest
 * @throws {UsageError} in one sentence that says what, and what to write instead
 */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  commands: UserCommands,
): Options {
  const values = parse(args, commands);
  refuseSwallowed(args, environment);
  const runs = values.runs === undefined ? undefined : positiveInteger('--runs', values.runs);
  if (values.until !== undefined && values.replay === undefined) {
    throw new UsageError('OPTION_REQUIRED', '--until stops a replay; say which: --replay FILE --until N.');
  }
  if (values.path !== undefined && values.seed === undefined) {
    throw new UsageError('OPTION_REQUIRED', '--path names a run of a seed; give the seed too: --seed N --path P.');
  }
  if (values.path !== undefined && !/^\d+(:\d+)*$/.test(values.path)) {
    throw new UsageError('INVALID_PATH', `--path takes numbers joined by colons, such as 17, not "${values.path}".`);
  }
  return {
    seed: values.seed === undefined ? undefined : integer('--seed', values.seed),
    scenarios: values.scenario ?? [],
    runs: runs ?? (values.time === undefined ? DEFAULT_RUNS : 1_000_000_000),
    runsGiven: runs !== undefined || values.time !== undefined,
    runsLowered: runs !== undefined && runs < DEFAULT_RUNS,
    timeMs: values.time === undefined ? undefined : duration('--time', values.time),
    enough: values.enough === undefined ? undefined : positiveInteger('--enough', values.enough),
    watchdogMs: values.watchdog === undefined ? undefined : duration('--watchdog', values.watchdog),
    path: values.path,
    strategy: strategyOf(values.strategy),
    bounds: values.bounds === undefined ? {} : boundsOf(values.bounds),
    workers: values.workers === undefined ? 1 : positiveInteger('--workers', values.workers),
    shard: values.shard === undefined ? undefined : shardOf(values.shard),
    replay: values.replay,
    until: values.until === undefined ? undefined : positiveInteger('--until', values.until),
    promote: values.promote,
    engine: engineOf(values.engine),
    serverMode: serverModeOf(values['server-mode']),
    json: values.json,
    report: values.report,
    junit: values.junit,
    list: values.list ?? false,
    verbose: values.verbose ?? false,
    help: values.help ?? false,
    version: values.version ?? false,
  };
}

function strategyOf(name: string = 'mix'): Strategy {
  const known = ALL_STRATEGIES.find((strategy) => strategy === name);
  if (known !== undefined) return known;
  throw new UsageError(
    'UNKNOWN_STRATEGY',
    `There is no strategy "${name}"; --strategy takes: ${ALL_STRATEGIES.join(', ')}.`,
  );
}

function engineOf(name: string = 'fake'): Options['engine'] {
  const known = ALL_ENGINES.find((engine) => engine === name);
  if (known !== undefined) return known;
  throw new UsageError('UNKNOWN_ENGINE', `There is no engine "${name}"; --engine takes: ${ALL_ENGINES.join(', ')}.`);
}

const ALL_ENGINES: readonly Options['engine'][] = [...ENGINE_NAMES, 'server'];

function serverModeOf(name: string = 'default'): ServerMode {
  const known = SERVER_MODES.find((mode) => mode.replace(' ', '-') === name);
  if (known !== undefined) return known;
  const modes = SERVER_MODES.map((mode) => mode.replace(' ', '-')).join(', ');
  throw new UsageError('UNKNOWN_SERVER_MODE', `A real server has no mode "${name}"; --server-mode takes: ${modes}.`);
}

function boundsOf(text: string): Partial<Bounds> {
  const pairs = text.split(',').map((pair) => {
    const [name = '', value = ''] = pair.split('=');
    if (Object.hasOwn(DEFAULT_BOUNDS, name) && /^\d+$/.test(value)) return [name, Number(value)] as const;
    const known = Object.keys(DEFAULT_BOUNDS).join(', ');
    throw new UsageError('INVALID_BOUNDS', `--bounds takes numbers for ${known}, such as troubles=2, not "${pair}".`);
  });
  return Object.fromEntries(pairs);
}

function shardOf(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [part, of] = [Number(match?.[1]), Number(match?.[2])];
  if (part >= 1 && part <= of) return { part, of };
  throw new UsageError('INVALID_SHARD', `--shard takes a part and a number of parts, such as 2/5, not "${text}".`);
}

function parse(
  args: readonly string[],
  { search }: UserCommands,
): ReturnType<typeof parseArgs<{ options: typeof SPEC }>>['values'] {
  try {
    return parseArgs({ args: joined(args), options: SPEC, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(/\.\s/)[0] ?? '') : String(error);
    const meant = meantOption(/Unknown option '--([^']*)'/.exec(reason)?.[1] ?? '', Object.keys(SPEC));
    const hint = meant === undefined ? '' : ` (did you mean --${meant}?)`;
    throw new UsageError('INVALID_ARGUMENTS', `${reason}${hint}; \`${search} --help\` lists the options.`);
  }
}

/** A value that begins with a dash, such as a negative seed, is told from an option by being written behind `=`. */
function joined(args: readonly string[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const [option = '', value] = [args[at], args[at + 1]];
    const spec: { type: string } | undefined = (SPEC as Readonly<Record<string, { type: string }>>)[option.slice(2)];
    const takes = option.startsWith('--') && spec?.type === 'string' && value !== undefined;
    found.push(takes && /^-\d/.test(value) ? `${option}=${value}` : option);
    if (takes && /^-\d/.test(value)) at++;
  }
  return found;
}

/** `npm run sim --seed 42` hands nothing to the command: npm takes the option for itself. */
function refuseSwallowed(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(SPEC)) {
    const value = environment[`npm_config_${name}`];
    if (value === undefined || value === '' || args.includes(`--${name}`) || NPM_OWN.has(name)) continue;
    const written = value === 'true' ? `--${name}` : `--${name} ${value}`;
    throw new UsageError(
      'OPTION_CONSUMED_BY_NPM',
      `npm kept "${written}" for itself; write two dashes before the options: npm run sim -- ${written}`,
    );
  }
}

/** npm options of the same name, which are set without anybody having typed them. */
const NPM_OWN: ReadonlySet<string> = new Set(['json', 'version', 'engine', 'help']);

function integer(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value)) {
    throw new UsageError('NOT_AN_INTEGER', `${option} takes an integer, not "${text}".`);
  }
  return value;
}

function positiveInteger(option: string, text: string): number {
  const value = integer(option, text);
  if (value < 1) throw new UsageError('NOT_POSITIVE', `${option} takes an integer of at least 1, not ${text}.`);
  return value;
}

function duration(option: string, text: string): number {
  const ms = durationIn(text);
  if (ms === undefined || ms === 0)
    throw new UsageError('INVALID_DURATION', `${option} takes a duration such as 500ms, 30s or 10m, not "${text}".`);
  return ms;
}
