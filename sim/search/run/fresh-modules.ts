import { createRequire, registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { realSetTimeout } from '../../attempt/ambient/real.ts';
import { outOfScope } from '../../attempt/scope.ts';
import { durationText } from '../../core/duration-text.ts';
import { UsageError } from '../../core/errors.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { scenariosIn } from '../../simulation/scenario/scenarios-in.ts';

/** Query parameter that marks a module loaded for one run, and every module of the user that it imports. */
const MARK = 'run';

/**
 * Records the module that scenarios come from, so that it can be loaded again.
 * @param module its URL
 * @param isSmall whether a search may load it again when a service process dies. Default: whether it loads the files of a
 *   command; a module with all scenarios of a program takes too long.
 */
export function remember(
  scenarios: readonly Scenario[],
  module: string,
  isSmall: boolean = new URL(module).searchParams.has('file'),
): void {
  for (const scenario of scenarios) {
    modules.set(scenario, module);
    if (isSmall) small.add(scenario);
  }
}

/** Whether a search may load the module of this scenario again when a service process dies. */
export function isSmall(scenario: Scenario): boolean {
  return small.has(scenario);
}

/** @returns the URL of the module that a scenario comes from; undefined if unknown */
export function moduleOf(scenario: Scenario): string | undefined {
  return modules.get(scenario);
}

const modules = new WeakMap<Scenario, string>();
const small = new WeakSet<Scenario>();

/**
 * Loads a scenario again: see {@link loadedAgain}.
 * @throws {UsageError} when the module exports no such scenario, or takes too long to load
 */
export async function loadedFresh(module: string, name: string): Promise<Scenario> {
  const found = (await loadedAgain(module)).find((scenario) => scenario.name === name);
  if (found === undefined)
    throw new UsageError('SCENARIO_NOT_EXPORTED', `${module} exports no scenario called "${name}".`);
  return found;
}

/**
 * Loads the scenarios of a module and the modules it imports again, so that the variables of these modules are as they were
 * before the first run. Packages (`node_modules`), what hangs on `globalThis`, and this library stay as they are. Modules
 * cannot be unloaded, so each time costs memory until the process ends.
 * @param module its URL
 * @throws {UsageError} when it takes too long to load
 */
export async function loadedAgain(module: string): Promise<readonly Scenario[]> {
  // The modules are loaded in the scope of a process that starts, and this is no code of it.
  outOfScope(installHook);
  forgetRequired();
  const url = new URL(module);
  url.searchParams.set(MARK, String(++times));
  return scenariosIn(await inTime(module, () => import(url.href)));
}

/** How long loading may take, in ms of real time. */
const PATIENCE_MS = 30_000;

/** Modules that took longer, with what is said of it: they are not loaded again, as each attempt takes as long. */
const late = new Map<string, UsageError>();

/** Loads a module. The timer also keeps the process alive, which a pending import does not. */
async function inTime(module: string, load: () => Promise<unknown>): Promise<Readonly<Record<string, unknown>>> {
  const known = late.get(module);
  if (known !== undefined) throw known;
  const tooLate = Promise.withResolvers<never>();
  const timer = realSetTimeout(() => {
    const error = new UsageError(
      'LOAD_TIMEOUT',
      `${nameOfModule(module)} is not loaded again after ${durationText(PATIENCE_MS)}: a top-level await has not resolved.`,
    );
    late.set(module, error);
    tooLate.reject(error);
  }, PATIENCE_MS);
  try {
    return (await Promise.race([load(), tooLate.promise])) as Readonly<Record<string, unknown>>;
  } finally {
    clearTimeout(timer);
  }
}

/** @returns what a user calls the module: its path, or the files that a command names */
function nameOfModule(module: string): string {
  const url = new URL(module);
  const files = url.searchParams.getAll('file');
  return files.length > 0 ? files.join(', ') : fileURLToPath(url.href.replace(/[?#].*$/s, ''));
}

let times = 0;
let isInstalled = false;

/** The folder of this library, from sources or built. */
const OURS = new URL('../../', import.meta.url).href;

/** From here on, modules that are loaded under a mark of their own share nothing with those that were loaded before. */
export function otherGraph(): void {
  outOfScope(installHook);
  forgetRequired();
}

/** Passes the mark on: a module that a marked module imports is loaded for the same run. */
function installHook(): void {
  if (isInstalled) return;
  isInstalled = true;
  registerHooks({
    resolve: (specifier, context, nextResolve) => {
      const resolved = nextResolve(specifier, context);
      const mark = context.parentURL === undefined ? null : markOf(context.parentURL);
      if (mark === null || !isRenewed(resolved.url)) return resolved;
      const url = new URL(resolved.url);
      url.searchParams.set(MARK, mark);
      return { ...resolved, url: url.href };
    },
  });
}

/** What is required is looked up by path, which bears no mark. */
function forgetRequired(): void {
  for (const file of Object.keys(cache)) {
    if (isRenewed(pathToFileURL(file).href)) Reflect.deleteProperty(cache, file);
  }
}

const { cache } = createRequire(import.meta.url);

function markOf(url: string): string | null {
  return url.startsWith('file:') ? new URL(url).searchParams.get(MARK) : null;
}

function isRenewed(url: string): boolean {
  return url.startsWith('file:') && !url.startsWith(OURS) && !url.includes('/node_modules/');
}
