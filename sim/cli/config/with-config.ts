import type { Config } from '../../config/config.ts';
import { parseDuration } from '../../core/duration.ts';
import { UsageError } from '../../core/errors.ts';
import { OPTIONS, type CommandName, type Values } from '../declared-options.ts';
import { checkTogether } from '../option-rules.ts';
import type { Request } from '../parse-command.ts';
import type { FoundConfig } from './load-config.ts';
import { pathFrom } from './path-from.ts';

/** A config, with the fields that no option of the command line has replaced. */
export interface UsedConfig {
  readonly file: string;
  readonly fields: readonly (keyof Config)[];
}

/**
 * Adds a config to what the command line asks for, which wins over it: an option replaces the field of the same name, and
 * those that it leaves no room for.
 * @param takesFiles whether files of a config count; not where a program brings its scenarios along
 * @throws {UsageError} when fields of the config mean nothing together
 */
export function withConfig(
  request: Request,
  { file, config }: FoundConfig,
  takesFiles: boolean,
): { readonly request: Request; readonly used: UsedConfig } {
  const { command, values: given } = request;
  const values = valuesOf(config);
  checkAlone(file, values);
  // Where a program brings its scenarios along, they say what they allow.
  const { allow, ...others } = ofCommand(command, values);
  const kept = roomFor(given, takesFiles && allow !== undefined ? { ...others, allow } : others);
  const usesFiles = takesFiles && request.files.length === 0 && config.files !== undefined;
  const isUsed = (field: keyof Config): boolean => {
    if (field === 'files') return usesFiles;
    if (field === 'hints') return takesFiles && (given.hints === undefined || typeof config.hints === 'object');
    return WORLD.has(field) ? takesFiles : field in kept;
  };
  const fields = (Object.keys(config) as (keyof Config)[]).filter((name) => config[name] !== undefined && isUsed(name));
  const files = usesFiles ? listOf(config.files).map((path) => pathFrom(file, path)) : request.files;
  return { request: { ...request, files, values: { ...kept, ...given } }, used: { file, fields } };
}

/** @returns the config, without a field that the command has no use for after all */
export function unusedField({ file, fields }: UsedConfig, unused: keyof Config): UsedConfig {
  return { file, fields: fields.filter((field) => field !== unused) };
}

/** The config in words, such as `restate-sim.config.ts (files, runs)`. */
export function configInWords({ file, fields }: UsedConfig): string {
  return `${file} (${fields.length === 0 ? 'no fields used' : fields.join(', ')})`;
}

/** Fields that are not options: they belong to the worlds that are searched. */
const WORLD: ReadonlySet<keyof Config> = new Set(['http', 'stubs', 'effects']);

/** @returns the fields that are also options, as the parser would read them */
function valuesOf(config: Config): Values {
  const { scenario, time, horizon, watchdog } = config;
  const { files: _files, hints: _hints, http: _http, stubs: _stubs, effects: _effects, ...same } = config;
  return {
    ...same,
    ...(scenario !== undefined && { scenario: listOf(scenario) }),
    ...(time !== undefined && { time: parseDuration(time) }),
    ...(horizon !== undefined && { horizon: parseDuration(horizon) }),
    ...(watchdog !== undefined && { watchdog: parseDuration(watchdog) }),
  } as Values;
}

const OF_FINDINGS: ReadonlySet<keyof Values> = new Set(['horizon', 'serverVersion']);

function checkAlone(file: string, values: Values): void {
  try {
    checkTogether(values);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError('INVALID_CONFIG', `${file} cannot be used: ${error.message}`);
  }
}

/**
 * A saved finding has its own horizon and its own version of the server: a config is about searches, and only an option may
 * replace what a finding was found with.
 */
function ofCommand(command: CommandName, values: Values): Values {
  const isTaken = (name: keyof Values): boolean =>
    OPTIONS[name].commands.includes(command) &&
    (!OF_FINDINGS.has(name) || command === 'run') &&
    // One run is looked at: that of a finding, or of a seed that is given with its path.
    (command !== 'debug' || name !== 'seed');
  return Object.fromEntries(Object.entries(values).filter(([name]) => isTaken(name as keyof Values)));
}

/**
 * @param given on the command line, whose options go together
 * @returns what the command line leaves room for: `--path`, which is one run, leaves none for `runs`
 */
function roomFor(given: Values, values: Values): Values {
  let kept = without(values, Object.keys(given));
  for (let objection = objectionTo(given, kept); objection !== undefined; objection = objectionTo(given, kept)) {
    const before = objection;
    const culprit = Object.keys(kept).find((name) => objectionTo(given, without(kept, [name])) !== before);
    if (culprit === undefined) return kept;
    kept = without(kept, [culprit]);
  }
  return kept;
}

function objectionTo(given: Values, kept: Values): string | undefined {
  try {
    checkTogether({ ...kept, ...given });
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

function without(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}

function listOf(texts: string | readonly string[] | undefined): readonly string[] {
  return typeof texts === 'string' ? [texts] : (texts ?? []);
}
