import { existsSync, realpathSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { types } from 'node:util';
import { bothAllowances, type Allowance } from '../../core/allowances.ts';
import { handlerFunctions } from '../../attempt/sdk-shape.ts';
import { readJsonFile } from '../../report/text-file.ts';
import { UsageError } from '../../core/errors.ts';
import { deriveScenario, type Derived } from '../../simulation/scenario/derive.ts';
import type { Hints } from '../../simulation/scenario/hints.ts';
import type { AnyDefinition, Scenario } from '../../simulation/scenario/scenario.ts';
import type { UpgradeRoute } from '../../simulation/scenario/upgrade.ts';
import { scenariosIn } from '../../simulation/scenario/scenarios-in.ts';
import { contained } from './contained.ts';
import { filesNamed } from './files.ts';
import { configuredWorld } from '../config/configured-world.ts';
import { HINT_FIELDS, hintsIn } from './hints.ts';
import { installHooks } from './hooks.ts';
import { inputTypesOf } from './input-types/input-types.ts';
import { noteFile, withImports } from './imports.ts';
import { loadModule } from './load-module.ts';
import { madeServices, parametersOf, servedServices } from './note-definitions.ts';
import { untilServed } from './until-served.ts';
import { listed } from './written-by-hand.ts';

/** The files that a command works on. */
export interface UserFiles {
  /** Files that export or serve definitions, or export scenarios. */
  readonly files: readonly string[];
  /** File that exports hints, or JSON with them. */
  readonly hints: string | undefined;
  /** File of the config, for the hints and the outside world that it has. */
  readonly config?: string | undefined;
  /** What handlers may use for real, in addition to what scenarios and hints allow. */
  readonly allow?: readonly Allowance[] | undefined;
  /** The new version, where there are two: a file or a folder. */
  readonly to?: string | undefined;
  /** How it arrives. Default: by every route. */
  readonly how?: readonly UpgradeRoute[] | undefined;
  /** Folders of revisions, and what lines of their files begin with in their place. */
  readonly named?: readonly (readonly [folder: string, name: string])[] | undefined;
}

/** What was found in them. */
export interface Loaded {
  readonly scenarios: readonly Scenario[];
  readonly services: readonly AnyDefinition[];
  /** How the scenario came about, where it was derived. */
  readonly derived: Derived | undefined;
  /** The file of hints that the config names. */
  readonly hintsFile?: string;
  /** Why none could be derived, so that there is nothing to run. */
  readonly nothing?: UsageError;
}

/**
 * Loads the files that the user names. Where no file exports a scenario, one is derived from the definitions that they
 * export or serve.
 * @param run number of the run that modules are loaded again for; undefined where any will do
 * @throws {UsageError} in one sentence, when a file cannot be used or there is nothing in them
 */
export async function loadUserFiles(
  { files: names, hints, config, allow = [] }: UserFiles,
  run?: string,
): Promise<Loaded> {
  const files = filesNamed(names);
  for (const file of files) noteFile(file);
  // The project of the services decides how TypeScript is read, and not that of the config.
  for (const first of files.slice(0, 1)) installHooks(resolve(first));
  // The command has loaded the config before: a worker thread finds the services in the same order.
  const configured = await configuredWorld(config);
  const { services, scenarios } = await definitionsIn(files, run);
  if (scenarios.length > 0) {
    const all = scenarios.map((each) => allowing(configured.scenario(each), allow));
    return { scenarios: all, services, derived: undefined };
  }
  if (services.length === 0) {
    throw new UsageError(
      'DEFINITIONS_NOT_FOUND',
      `${files.join(', ')} ${files.length === 1 ? 'neither exports nor serves' : 'neither export nor serve'} a service: ` +
        'export what restate.service(), restate.object() or restate.workflow() returns, or serve it with ' +
        'restate.serve({ services: [...] }).',
    );
  }
  const [first = '.'] = names;
  const name = basename(resolve(first)).replace(CODE, '');
  const found = await hintsFrom(hints ?? configured.hintsFile ?? hintsFound(first), files);
  try {
    const derived = deriveScenario(name, services, configured.hints(found));
    const { hintsFile } = configured;
    return {
      scenarios: [allowing(derived.scenario, allow)],
      services,
      derived,
      ...(hintsFile !== undefined && { hintsFile }),
    };
  } catch (error) {
    if (!(error instanceof UsageError) || error.code !== 'HANDLERS_NOT_CALLABLE') throw error;
    return { scenarios: [], services, derived: undefined, nothing: error };
  }
}

/** @returns the scenario, which allows more */
function allowing(own: Scenario, allow: readonly Allowance[]): Scenario {
  return allow.length === 0 ? own : { ...own, allow: bothAllowances(own.allow, allow) };
}

/** Loads files as their programs would start: each in turn, until they have served. */
async function definitionsIn(
  files: readonly string[],
  run: string | undefined,
): Promise<{ readonly services: readonly AnyDefinition[]; readonly scenarios: readonly Scenario[] }> {
  const services = new Set<AnyDefinition>();
  const scenarios = new Set<Scenario>();
  const before = new Set([...servedServices().keys(), ...madeServices().keys()]);
  const meant = (noted: ReadonlyMap<object, readonly string[]>): readonly AnyDefinition[] => {
    // Modules that are loaded again serve again, and what they served before is not meant.
    const own = run === undefined ? reachedFrom(files) : new Set<string>();
    const found = [...noted].filter(
      ([each, by]) => !before.has(each) || (by.length > 0 && by.every((file) => own.has(file))),
    );
    return found.map(([each]) => each).filter((each) => isDefinition(each));
  };
  await contained(files, async () => {
    for (const file of files) {
      const exports = await loadModule(file, run);
      for (const found of scenariosIn(exports)) scenarios.add(found);
      for (const found of Object.values(exports).flatMap((value) => definitionsOf(value))) services.add(found);
    }
    const hasServed = (): boolean =>
      meant(servedServices()).length > 0 || (run !== undefined && meant(madeServices()).length >= madeBy(files));
    if (scenarios.size + services.size === 0) await untilServed(hasServed, () => madeServices().size);
  });
  for (const found of meant(servedServices())) services.add(found);
  // Some serve only when they are the file that was started, which no file is here.
  if (services.size === 0) for (const found of meant(madeServices())) services.add(found);
  if (run === undefined) madeFirst.set(files.join('\n'), services.size);
  return { services: [...services], scenarios: [...scenarios] };
}

/** How many definitions files had when they were loaded first: where they serve nothing, loading them again ends with as many. */
const madeFirst = new Map<string, number>();

function madeBy(files: readonly string[]): number {
  return madeFirst.get(files.join('\n')) ?? Infinity;
}

/** The files, and all that they import, also where a config had loaded that before. */
function reachedFrom(files: readonly string[]): ReadonlySet<string> {
  return new Set(withImports(files.map((file) => realpathSync(file))));
}

/** A definition may stand alone, in a list, or in an object that holds several. */
function definitionsOf(value: unknown): readonly AnyDefinition[] {
  if (isDefinition(value)) return [value];
  if (typeof value !== 'object' || value === null || types.isModuleNamespaceObject(value)) return [];
  return (Object.values(value) as unknown[]).filter((one) => isDefinition(one));
}

function isDefinition(value: unknown): value is AnyDefinition {
  const functions = handlerFunctions(value);
  return functions !== undefined && typeof (value as { name?: unknown }).name === 'string';
}

const CODE = /\.[mc]?[jt]sx?$/;

/** `my-services.hints.ts` or `.json` next to `my-services.ts` needs no option, nor does `restate-sim.hints.ts` in a folder. */
function hintsFound(name: string): string | undefined {
  const json = hintsFileFor(name);
  const candidates = ['.ts', '.js', '.json'].map((ending) => json.replace(/\.json$/, ending));
  for (const candidate of candidates) noteFile(candidate);
  return candidates.find((candidate) => existsSync(candidate));
}

/** @returns the JSON file that holds the hints for the services of a file or a folder */
export function hintsFileFor(name: string): string {
  if (CODE.test(name)) return name.replace(CODE, '.hints.json');
  return join(existsSync(name) ? name : '.', 'restate-sim.hints.json');
}

async function hintsFrom(file: string | undefined, files: readonly string[]): Promise<Hints> {
  const takesInput = ({ name: _, ...definition }: AnyDefinition, handler: string): boolean | undefined => {
    const own = handlerFunctions({ name: _, ...definition })?.[handler];
    const count = typeof own === 'function' ? parametersOf(own) : undefined;
    return count === undefined ? undefined : count > 1;
  };
  const ofCode = { takesInput, inputTypes: inputTypesOf(files) };
  if (file === undefined) return ofCode;
  noteFile(file);
  const hints = hintsIn(file, file.endsWith('.json') ? readJsonFile(file, 'INVALID_HINTS') : await loadModule(file));
  if (Object.keys(hints).length === 0) {
    const others = HINT_FIELDS.filter((name) => name !== 'examples').map((name) => `\`${name}\``);
    throw new UsageError(
      'EMPTY_HINTS',
      `${file} is empty: write \`examples\` ({ "Service/handler": [inputs] }), or ${listed(others, 'or')}.`,
    );
  }
  return { ...ofCode, ...hints };
}
