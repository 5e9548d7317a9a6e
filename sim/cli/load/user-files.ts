import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { handlerFunctions } from '../../attempt/sdk-shape.ts';
import { UsageError } from '../../core/errors.ts';
import { deriveScenario, type Derived, type Hints } from '../../simulation/scenario/derive.ts';
import type { AnyDefinition, Scenario } from '../../simulation/scenario/scenario.ts';
import { scenariosIn } from '../../simulation/scenario/scenarios-in.ts';
import type { Stub, Stubs } from '../../simulation/scenario/stubs.ts';
import { hintsIn } from './hints.ts';
import { loadModule } from './load-module.ts';
import { madeServices, parametersOf, servedServices } from './served.ts';

/** What somebody wants to run. */
export interface UserFiles {
  /** Files that export or serve definitions, or export scenarios. */
  readonly files: readonly string[];
  /** File that exports `examples`, `keys` or `stubs`, or JSON with examples by handler and answers by step. */
  readonly hints: string | undefined;
}

/** What was found in them. */
export interface Loaded {
  readonly scenarios: readonly Scenario[];
  readonly services: readonly AnyDefinition[];
  /** How the scenario came about, where it was derived. */
  readonly derived: Derived | undefined;
  /** Why none could be derived, so that there is nothing to run. */
  readonly nothing?: UsageError;
}

/**
 * Loads what the user names. Where no file exports a scenario, one is derived from the definitions that they export or
 * serve.
 * @throws {UsageError} in one sentence, when a file cannot be used or there is nothing in them
 */
export async function loadUserFiles({ files, hints }: UserFiles): Promise<Loaded> {
  const services = new Set<AnyDefinition>();
  const scenarios = new Set<Scenario>();
  for (const file of files) {
    const exports = await loadModule(file);
    for (const found of scenariosIn(exports)) scenarios.add(found);
    for (const value of Object.values(exports)) {
      for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) if (isDefinition(one)) services.add(one);
    }
  }
  for (const served of servedServices()) if (isDefinition(served)) services.add(served);
  // Some serve only when they are the file that was started, which no file is here.
  if (services.size === 0) for (const made of madeServices()) if (isDefinition(made)) services.add(made);
  if (scenarios.size > 0) return { scenarios: [...scenarios], services: [...services], derived: undefined };
  if (services.size === 0) {
    throw new UsageError(
      'DEFINITIONS_NOT_FOUND',
      `${files.join(', ')} ${files.length === 1 ? 'neither exports nor serves' : 'neither export nor serve'} a service: ` +
        'export what restate.service(), restate.object() or restate.workflow() returns, or serve it with ' +
        'restate.serve({ services: [...] }).',
    );
  }
  const name = basename(files[0] ?? 'services').replace(/\.[mc]?[jt]sx?$/, '');
  const found = await hintsFrom(hints ?? beside(files[0]));
  try {
    const derived = deriveScenario(name, [...services], found);
    return { scenarios: [derived.scenario], services: [...services], derived };
  } catch (error) {
    if (!(error instanceof UsageError) || error.code !== 'HANDLERS_NOT_CALLABLE') throw error;
    return { scenarios: [], services: [...services], derived: undefined, nothing: error };
  }
}

function isDefinition(value: unknown): value is AnyDefinition {
  const functions = handlerFunctions(value);
  return functions !== undefined && typeof (value as { name?: unknown }).name === 'string';
}

/** `my-services.hints.ts` or `.json` beside `my-services.ts` needs no option. */
function beside(file: string | undefined): string | undefined {
  const stem = file?.replace(/\.[mc]?[jt]sx?$/, '');
  return ['.hints.ts', '.hints.js', '.hints.json'].map((end) => `${stem}${end}`).find((place) => existsSync(place));
}

async function hintsFrom(file: string | undefined): Promise<Hints> {
  const takesInput = ({ name: _, ...definition }: AnyDefinition, handler: string): boolean | undefined => {
    const own = handlerFunctions({ name: _, ...definition })?.[handler];
    const count = typeof own === 'function' ? parametersOf(own) : undefined;
    return count === undefined ? undefined : count > 1;
  };
  if (file === undefined) return { takesInput };
  const found = file.endsWith('.json') ? json(file) : await loadModule(file);
  const { examples, keys, stubs } = hintsIn(file, found);
  if (examples === undefined && keys === undefined && stubs === undefined) {
    throw new UsageError(
      'EMPTY_HINTS',
      `${file} says nothing: it gives none of \`examples\` ({ "Service/handler": [inputs] }), \`keys\` and \`stubs\`.`,
    );
  }
  return {
    takesInput,
    ...(examples !== undefined && { examples }),
    ...(keys !== undefined && { keys }),
    ...(stubs !== undefined && { stubs: asStubs(stubs) }),
  };
}

/** What is no function is the answer itself, which is all that JSON can say. */
function asStubs(stubs: Readonly<Record<string, unknown>>): Stubs {
  return Object.fromEntries(
    Object.entries(stubs).map(([name, stub]) => [name, typeof stub === 'function' ? (stub as Stub) : () => stub]),
  );
}

function json(file: string): unknown {
  try {
    return JSON.parse(readFileSync(resolve(file), 'utf8')) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(',')[0] : String(error);
    throw new UsageError('INVALID_HINTS', `${file} cannot be read as JSON: ${reason}.`);
  }
}
