import { itemAt } from '../core/item-at.ts';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { nameFolder, withNames } from '../core/named-folders.ts';
import { SimulationError, UsageError } from '../core/errors.ts';
import type { Encoded } from '../core/encoded.ts';
import { asTyped, shellWord } from '../report/shell.ts';
import type { UserCommands } from '../report/user-commands.ts';
import { VERSION } from '../report/versions.ts';
import { untilVerdict } from '../attempt/ambient/until-verdict.ts';
import { remember } from '../search/run/fresh-modules.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import { complaint } from './complaint.ts';
import type { CommandName, Values } from './declared-options.ts';
import { printDerived, printList } from './list.ts';
import { configFound, loadConfig } from './config/load-config.ts';
import { unusedField, withConfig, type UsedConfig } from './config/with-config.ts';
import { Coverage } from './unreached/coverage.ts';
import { addressFor } from './load/address.ts';
import { installHooks } from './load/hooks.ts';
import { hintsFileFor, type Loaded } from './load/user-files.ts';
import { whileLoading, type LoadingTime } from './load/while-loading.ts';
import { optionsOf } from './options.ts';
import { parseCommand, type ProgramForm, type Request } from './parse-command.ts';
import { filesRequired } from './parse-error.ts';
import { debug } from './debug/debug-command.ts';
import { promoteFinding, replayFinding } from './replay-command.ts';
import { mcp } from './mcp/mcp-command.ts';
import { exportJournals } from './journals/export-command.ts';
import { judgeJournals } from './journals/judge-journals-command.ts';
import { servicesIn } from './journals/sources.ts';
import { replayJournals } from './journals/replay-journals-command.ts';
import { isFolder, replayFolder } from './replay-folder.ts';
import { upgrade } from './upgrade/upgrade-command.ts';
import { versions } from './server-versions/versions-command.ts';
import type { LoadedVersions } from './load/versions/load-versions.ts';
import { versionOnDisk } from './load/versions/git-version.ts';
import { reportFinding } from './report-command.ts';
import { search } from './search-command.ts';
import { isRound, sendFiles, sendNames } from './watch/round.ts';
import { watchRounds } from './watch/watch.ts';
import { watchStrays } from './strays.ts';
import { refuseSwallowed } from './swallowed.ts';
import { standardError } from './standard-error.ts';
import { endWithItsReader, processTerminal, type Terminal } from './terminal.ts';

const USAGE_STATUS = 3;

/** Scenarios that a program brings along, so that its commands need no files. */
export interface OwnScenarios {
  /** Searched unless others are named. */
  readonly scenarios: readonly Scenario[];
  /** URL of the module that exports all of them, for worker threads to load. */
  readonly module?: string;
  /** Found by their names, and searched with an option for each list. */
  readonly others?: readonly {
    readonly flag: string;
    readonly about: string;
    readonly scenarios: readonly Scenario[];
  }[];
  /** Folder that `promote` moves findings to. Default `corpus`. */
  readonly corpus?: string;
}

/**
 * The command line: `restate-sim`, and `npm run sim` where a program brings scenarios along.
 * @param args what follows its name
 * @param startedMs when the command started, on the clock of `performance.now()`
 * @returns the exit status: 0 all held, 1 broken, 2 undecided or not exercised, 3 usage or input error
 */
export async function main(
  args: readonly string[],
  own?: OwnScenarios,
  startedMs: number = performance.now(),
): Promise<number> {
  watchStrays();
  endWithItsReader();
  sendFiles();
  const form: ProgramForm = {
    name: own === undefined ? 'npx restate-sim' : 'npm run sim --',
    version: VERSION,
    hasScenarios: own !== undefined,
    ...(own?.others !== undefined && { others: own.others }),
  };
  let terminal = processTerminal(false);
  try {
    if (own !== undefined) refuseSwallowed(args, process.env);
    const parsed = parseCommand(args, form);
    if ('text' in parsed) {
      terminal.out(parsed.text);
      return 0;
    }
    const { request, used } = await configured(parsed, own === undefined, startedMs);
    const { json, junit } = request.values;
    terminal = processTerminal(json === '-' || junit === '-');
    if (request.values.watch === true) {
      if (own !== undefined) throw new UsageError('OPTION_REQUIRED', WATCHES_FILES);
      if (request.files.length === 0) throw filesRequired(form.name, request.command);
      return await watchRounds(terminal, { args, request });
    }
    sendNames(request.files);
    const commands = commandsFor(form, parsed, used);
    const world = await prepared({ request, used, commands }, form.name, terminal, own, startedMs);
    const command = COMMANDS[request.command];
    return await untilVerdict(`\`${request.command}\``, async () =>
      command(terminal, { ...world, startedMs }, request),
    );
  } catch (error) {
    terminal.clearProgress();
    if (!(error instanceof SimulationError)) throw error;
    standardError.write(complaint(withNames(error.message)));
    return USAGE_STATUS;
  }
}

const WATCHES_FILES = '--watch works only with the `restate-sim` command; leave it out.';

/** Adds the config, if there is one. */
async function configured(request: Request, takesFiles: boolean, startedMs: number): Promise<Configured> {
  const { values, files } = request;
  // An export reads a server, and no files.
  const hasConfig = values.noConfig !== true && request.command !== 'journals';
  const file = hasConfig ? (values.config ?? configFound()) : undefined;
  if (file === undefined) return { request, used: undefined };
  // The project of the services decides how TypeScript is read, and not that of the config.
  const [first] = files;
  if (first !== undefined && CODE.test(first) && existsSync(first)) installHooks(resolve(first));
  return withConfig(
    request,
    await whileLoading([file], () => loadConfig(file), loadingTime(values, startedMs)),
    takesFiles,
  );
}

/** What a command is asked for. */
interface Configured {
  readonly request: Request;
  /** The config that was added; undefined where there is none. */
  readonly used: UsedConfig | undefined;
}

interface Asked extends Configured {
  readonly commands: UserCommands;
}

/** What a command works on. */
interface Prepared {
  readonly scenarios: readonly Scenario[];
  readonly module: string | undefined;
  readonly commands: UserCommands;
  readonly config: UsedConfig | undefined;
  /** Counts what runs, where that was asked for. */
  readonly coverage?: Coverage | undefined;
  /** What was found in files; undefined where the program brought the scenarios along. */
  readonly loaded: Loaded | LoadedVersions | undefined;
  /** What is to be known of the versions that were loaded, a sentence each. */
  readonly notes?: readonly string[];
  readonly corpus: string;
}

type Run = (
  terminal: Terminal,
  world: Prepared & { readonly startedMs: number },
  request: Request,
) => number | Promise<number>;

const COMMANDS: Readonly<Record<CommandName, Run>> = {
  run: (terminal, { scenarios, module, commands, config, coverage, startedMs }, { values, words }) =>
    search(terminal, scenarios, optionsOf(values, words), { module, commands, startedMs, config, coverage }),
  upgrade: (terminal, { scenarios, loaded, ...place }, request) => {
    if (loaded === undefined || !('next' in loaded)) {
      throw new UsageError('FILE_REQUIRED', '`upgrade` takes two versions: upgrade git:main:src/app.ts src/app.ts.');
    }
    return upgrade(terminal, scenarios, loaded, request, place);
  },
  versions: (terminal, { scenarios, commands }, { values, words }) =>
    versions(terminal, scenarios, optionsOf(values, words), commands),
  replay: (terminal, { scenarios }, { finding, values }) =>
    (isFolder(finding) ? replayFolder : replayFinding)(terminal, scenarios, finding, values),
  debug: (terminal, { scenarios, commands }, { finding, values }) =>
    debug(terminal, scenarios, finding, values, commands),
  mcp: (_terminal, { scenarios, module }, { values }) => mcp(processTerminal(true), scenarios, module, values.watchdog),
  report: (terminal, { scenarios, commands }, { finding, values }) =>
    reportFinding(terminal, scenarios, { file: finding, out: values.out ?? 'report.html', commands }),
  promote: (terminal, { scenarios, corpus }, { finding, values }) =>
    promoteFinding(terminal, scenarios, finding, values.to ?? corpus),
  journals: (terminal, _world, { values }) => exportJournals(terminal, values),
  'judge-journals': (terminal, { scenarios, loaded }, { finding, values }) =>
    // What is derived has no invariant of a user.
    judgeJournals(terminal, loaded?.derived === undefined ? scenarios : [], finding, values),
  'replay-journals': (terminal, { scenarios, loaded }, { finding, values }) =>
    replayJournals(terminal, servicesIn(scenarios, loaded?.services), finding, values),
  list: (terminal, { scenarios, loaded }, { files }) => {
    if (loaded !== undefined) printList(terminal, loaded, itemAt(files, 0));
    else for (const { name } of scenarios) terminal.out(`scenario ${name}`);
    return 0;
  },
};

/**
 * Loads the files, or takes the scenarios that the program brings along.
 * @throws {UsageError} when there is nothing to run, or an option means nothing here
 */
async function prepared(
  { request, used, commands }: Asked,
  program: string,
  terminal: Terminal,
  own: OwnScenarios | undefined,
  startedMs: number,
): Promise<Prepared> {
  const { command, files, values } = request;
  const corpus = own?.corpus ?? 'corpus';
  if (command === 'journals') {
    return { scenarios: [], module: undefined, commands, config: undefined, loaded: undefined, corpus };
  }
  if (own !== undefined && files.length === 0) {
    if (values.hints !== undefined) {
      throw new UsageError('OPTION_REQUIRED', '--hints is for the services of files; name the files, or leave it out.');
    }
    if (values.allow !== undefined) {
      throw new UsageError(
        'OPTION_REQUIRED',
        '--allow is for services of files; name them, or give the scenario `allow`.',
      );
    }
    if (values.coverage === true) {
      throw new UsageError('OPTION_REQUIRED', '--coverage counts in files that it loads; name them, or leave it out.');
    }
    if (values.upgradeTo !== undefined) {
      throw new UsageError(
        'OPTION_REQUIRED',
        '--upgrade-to is for services of files; name them, or give the scenario an `upgrade`.',
      );
    }
    const { module } = own;
    const scenarios = chosen(own, request);
    if (module !== undefined) remember(scenarios, module);
    return { scenarios, module, commands, config: used, loaded: undefined, corpus };
  }
  if (files.length === 0) throw filesRequired(program, command);
  const [flag] = request.others;
  if (flag !== undefined) {
    throw new UsageError(
      'OPTION_CONFLICT',
      `${flag} names scenarios of this program, and files others; leave one out.`,
    );
  }
  checkFiles(request, program, own !== undefined);
  const coverage = values.coverage === true ? new Coverage() : undefined;
  const { loaded, module, notes } = await load(files, values, used?.file, startedMs);
  const { scenarios, derived, nothing, hintsFile } = loaded;
  if (nothing !== undefined && !NEEDS_NO_REQUESTS.has(command)) throw nothing;
  if (values.hints !== undefined && derived === undefined && nothing === undefined) {
    throw new UsageError(
      'OPTION_CONFLICT',
      `--hints is for services without a scenario, and ${files.join(', ')} exports scenarios; leave it out.`,
    );
  }
  remember(scenarios, module);
  // Hints are for services without a scenario.
  const config = used !== undefined && derived === undefined ? unusedField(used, 'hints') : used;
  const [file = ''] = files;
  if (derived === undefined || !SEARCHES.has(command))
    return { scenarios, module, commands, config, coverage, loaded, notes, corpus };
  const hints = values.hints ?? hintsFile ?? hintsFileFor(file);
  if (!isRound()) printDerived(terminal, derived, hintsFile ?? hintsFileFor(file));
  return { scenarios, module, commands: { ...commands, hints }, config, coverage, loaded, notes, corpus };
}

/** The commands that call what is derived. */
const SEARCHES: ReadonlySet<CommandName> = new Set(['run', 'upgrade', 'versions']);

/** @throws {UsageError} for a word that is not a command, and for data where code is expected */
function checkFiles({ command, files, finding }: Request, program: string, isCommandOptional: boolean): void {
  const word = files.find((file) => /^[a-z]+$/i.test(file) && !existsSync(file));
  if (isCommandOptional && word !== undefined) {
    const known = Object.keys(COMMANDS).join(', ');
    throw new UsageError(
      'UNKNOWN_COMMAND',
      `There is no command and no file "${word}"; the commands are: ${known}. \`${program} --help\` says more.`,
    );
  }
  const data = files.find((file) => file.endsWith('.json'));
  if (data === undefined) return;
  const remedy =
    finding === ''
      ? `Name the file that has the services, and if ${data} holds inputs: --hints ${data}.`
      : `The finding comes first: ${program} ${command} FINDING.json ./my-services.ts.`;
  throw new UsageError('NOT_A_SOURCE_FILE', `${data} is not code. ${remedy}`);
}

/** A finding, and a name, may be of any scenario. */
function chosen({ scenarios, others = [] }: OwnScenarios, request: Request): readonly Scenario[] {
  const meant = others.filter(({ flag }) => request.others.includes(flag));
  if (meant.length > 0) return meant.flatMap((each) => each.scenarios);
  const isNamed = request.finding !== '' || request.values.scenario !== undefined;
  return isNamed ? [...scenarios, ...others.flatMap((each) => each.scenarios)] : scenarios;
}

/** The commands as the user types them, with the files that were given: what a config adds is found again. */
function commandsFor(
  { hasScenarios }: ProgramForm,
  { files, values: { hints, config, noConfig, allow, upgradeTo, how } }: Request,
  used: UsedConfig | undefined,
): UserCommands {
  const more = [
    ...(upgradeTo === undefined ? [] : ['--upgrade-to', upgradeTo]),
    ...(hints === undefined ? [] : ['--hints', hints]),
    ...(config === undefined ? [] : ['--config', config]),
    ...(noConfig === true ? ['--no-config'] : []),
  ];
  const { markup, joined } = asTyped;
  const words = [...files, ...more].map((word) => shellWord(word));
  const begin = hasScenarios ? markup`npm run sim --` : markup`npx restate-sim`;
  const line = (...parts: readonly Encoded<'shell'>[]): Encoded<'shell'> => joined([begin, ...parts, ...words], ' ');
  // A replay is deployed as its plan says.
  const routes = how === undefined ? asTyped('') : markup` --how ${shellWord(how.join(','))}`;
  const allowing = allow === undefined ? asTyped('') : markup` --allow ${shellWord(allow.join(','))}`;
  return {
    search: markup`${hasScenarios && files.length === 0 ? line() : line(markup`run`)}${routes}${allowing}`,
    list: line(markup`list`),
    ...(used !== undefined && { hasConfig: true }),
    replay: (file) => markup`${line(markup`replay`, shellWord(file))}${allowing}`,
  };
}

async function load(
  files: readonly string[],
  values: Values,
  config: string | undefined,
  startedMs: number,
): Promise<{ loaded: Loaded | LoadedVersions; module: string; notes: readonly string[] }> {
  const { hints, allow, how, upgradeTo } = values;
  const olds =
    upgradeTo === undefined ? files.map((path) => ({ path, notes: [] })) : files.map((file) => versionOnDisk(file));
  const next = upgradeTo === undefined ? undefined : versionOnDisk(upgradeTo);
  const versions = [...olds, ...(next === undefined ? [] : [next])];
  const named = versions.flatMap((version) =>
    'named' in version && version.named !== undefined ? [version.named] : [],
  );
  for (const [folder, name] of named) nameFolder(folder, name);
  const paths = olds.map(({ path }) => path);
  const module = addressFor({ files: paths, hints, config, allow, to: next?.path, how, named });
  const loading = async (): Promise<{ loaded: Loaded }> => (await import(module)) as { loaded: Loaded };
  const { loaded } = await whileLoading(files, loading, loadingTime(values, startedMs));
  return { loaded, module, notes: versions.flatMap(({ notes }) => notes) };
}

function loadingTime({ watchdog, time }: Values, startedMs: number): LoadingTime {
  return {
    ...(watchdog !== undefined && { patienceMs: watchdog }),
    ...(time !== undefined && { budgetEndsMs: startedMs + time }),
  };
}

/** The commands that make no runs of a workload. */
const NEEDS_NO_REQUESTS: ReadonlySet<CommandName> = new Set(['list', 'replay-journals', 'judge-journals']);

const CODE = /\.[mc]?[jt]sx?$/;
