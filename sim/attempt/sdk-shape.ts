import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as bundled from '@restatedev/restate-sdk';
import type { RestatePromise } from '@restatedev/restate-sdk';
import { UsageError } from '../core/errors.ts';
import { probe } from './sdk-probe.ts';
import type { SdkExports, SdkInternals } from './sdk-probe.ts';

/** One copy of `@restatedev/restate-sdk`: its public exports, and the few internals that our contexts need. */
export interface Sdk extends SdkInternals {
  readonly version: string;
  readonly exports: SdkExports;
  /**
   * Loads another module of the same copy and build.
   * @param name path in its `dist`, without the ending
   */
  load(name: string): Readonly<Record<string, unknown>>;
  /** A promise that its own combinators accept and that never settles. */
  pending<T>(): RestatePromise<T>;
}

/**
 * Finds the copy of the SDK that the definitions were made with. A process may hold several: the package has an ESM and a
 * CommonJS build, and an application may install a version of its own. No copy accepts the values of another.
 * @throws {UsageError} for values that are not definitions, for an unsupported version, and for a mixture of copies
 */
export function sdkOf(definitions: readonly unknown[]): Sdk {
  let found: Sdk | undefined;
  let first: string | undefined;
  for (const definition of definitions) {
    const name = definitionName(definition);
    const wrapper = anyHandlerWrapper(definition);
    if (wrapper === undefined) continue;
    const sdk = found?.owns(wrapper) === true ? found : copyThatOwns(wrapper, name);
    if (found !== undefined && sdk !== found) {
      throw new UsageError(
        'MULTIPLE_SDK_COPIES',
        `Service '${name}' was made with another copy of @restatedev/restate-sdk than service '${first}'; one ` +
          'simulation runs one copy, so import the SDK the same way (import or require, one version) in both.',
      );
    }
    found = sdk;
    first ??= name;
  }
  return found ?? copyFrom('ESM', OWN);
}

/** The record that the SDK attaches to each handler function, under a symbol. */
export interface HandlerWrapper {
  readonly kind: number;
  readonly options?: Readonly<Record<string, unknown>>;
  bindInstance(instance: unknown): void;
  invoke(context: unknown, input: Uint8Array): Promise<Uint8Array>;
}

/** @returns the handler functions of a definition by name, or undefined when it is not a definition. */
export function handlerFunctions(definition: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof definition !== 'object' || definition === null) return undefined;
  const parts = definition as Readonly<Record<string, unknown>>;
  const handlers = parts['service'] ?? parts['object'] ?? parts['workflow'];
  return typeof handlers === 'object' && handlers !== null ? (handlers as Record<string, unknown>) : undefined;
}

/** @returns what the SDK attached to this handler function, whichever copy of the SDK it was. */
export function wrapperOf(handler: unknown): HandlerWrapper | undefined {
  if (typeof handler !== 'function') return undefined;
  const symbol = Object.getOwnPropertySymbols(handler).find((candidate) => candidate.description === 'Handler');
  if (symbol === undefined) return undefined;
  return (handler as unknown as Record<symbol, HandlerWrapper>)[symbol];
}

/** @throws {UsageError} when the value is not what `restate.service / object / workflow / implement` returned. */
export function definitionName(definition: unknown): string {
  const name = (definition as { name?: unknown } | null | undefined)?.name;
  if (handlerFunctions(definition) === undefined || typeof name !== 'string') {
    throw new UsageError(
      'NOT_A_DEFINITION',
      `Expected what restate.service(), restate.object(), restate.workflow() or restate.implement() returns, but got ` +
        `${describe(definition)}.`,
    );
  }
  return name;
}

const SUPPORTED = '>=1.15.1 <1.18.0';
const PACKAGE = '@restatedev/restate-sdk';
const OWN: NodeJS.Require = createRequire(import.meta.url);

/** Looks for copies of the SDK also where a user's file would find one. @param file the absolute path of that file */
export function alsoLookFrom(file: string): void {
  lookups.push(createRequire(file));
}

const lookups: NodeJS.Require[] = [];

type Build = 'ESM' | 'CommonJS';

const copies = new Map<string, Sdk>();

function copyThatOwns(wrapper: HandlerWrapper, service: string): Sdk {
  // Every run of a search comes here, and looking for packages takes a tenth of the time of a short run.
  for (const known of copies.values()) if (known.owns(wrapper)) return known;
  for (const from of [OWN, ...lookups, createRequire(join(process.cwd(), 'package.json'))]) {
    for (const build of ['ESM', 'CommonJS'] as const) {
      const sdk = tryCopy(build, from);
      if (sdk?.owns(wrapper) === true) return sdk;
    }
  }
  throw new UsageError(
    'SDK_NOT_FOUND',
    `Service '${service}' was made with a copy of ${PACKAGE} that is found neither from restate-sim nor from the ` +
      'working directory; install one copy that both can see.',
  );
}

function tryCopy(build: Build, from: NodeJS.Require): Sdk | undefined {
  try {
    return copyFrom(build, from);
  } catch (error) {
    // A copy that is missing or cannot be read is not the one we look for. A refusal of ours must be reported.
    if (error instanceof UsageError) throw error;
    return undefined;
  }
}

function copyFrom(build: Build, from: NodeJS.Require): Sdk {
  const manifest = from.resolve(`${PACKAGE}/package.json`);
  const address = `${build} ${manifest}`;
  const known = copies.get(address);
  if (known !== undefined) return known;
  const { version } = from(manifest) as { version: string };
  if (!isSupported(version)) {
    throw new UsageError(
      'UNSUPPORTED_SDK_VERSION',
      `${PACKAGE} ${version} is installed, but restate-sim supports ${SUPPORTED}; install one of these.`,
    );
  }
  // Required from inside the package, so that a watcher of user imports does not see it. Requiring an ES module by its
  // file returns the same instance as `import`.
  const inside = createRequire(join(dirname(manifest), 'dist', 'index.js'));
  const load: Sdk['load'] = (name) =>
    inside(join(dirname(manifest), 'dist', `${name}.${build === 'CommonJS' ? 'cjs' : 'js'}`)) as Record<
      string,
      unknown
    >;
  const isBundled = build === 'ESM' && manifest === OWN.resolve(`${PACKAGE}/package.json`);
  const sdk = shape(version, isBundled ? bundled : (load('index') as unknown as SdkExports), load);
  copies.set(address, sdk);
  return sdk;
}

function shape(version: string, exports: SdkExports, load: Sdk['load']): Sdk {
  const internals = probe(exports);
  if (internals === undefined) {
    throw new UsageError(
      'UNSUPPORTED_SDK_BUILD',
      `${PACKAGE} ${version} is not built the way restate-sim expects, though its version is within ${SUPPORTED}; ` +
        'please report this, and use 1.17.2 meanwhile.',
    );
  }
  return { ...internals, version, exports, load, pending: pendingOf(exports.RestatePromise) };
}

/**
 * The promise that the SDK itself returns for a command of an attempt that is over. Its public `race([])` never settles
 * either, but counts as settled, so that `orTimeout` and `map` behave otherwise.
 */
function pendingOf(promises: SdkExports['RestatePromise']): <T>() => RestatePromise<T> {
  const constant = promises.resolve(undefined).constructor as { pending?: <T>() => RestatePromise<T> };
  return () => constant.pending?.() ?? promises.race([]);
}

/** `npm run package:sdk-versions` tests each minor version in the range. */
function isSupported(version: string): boolean {
  const [major, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part));
  return major === 1 && minor <= 17 && (minor > 15 || (minor === 15 && patch >= 1));
}

function anyHandlerWrapper(definition: unknown): HandlerWrapper | undefined {
  for (const handler of Object.values(handlerFunctions(definition) ?? {})) {
    const wrapper = wrapperOf(handler);
    if (wrapper !== undefined) return wrapper;
  }
  return undefined;
}

function describe(value: unknown): string {
  if (value === null || typeof value !== 'object') return `${typeof value} ${String(value)}`;
  return `an object with the fields ${JSON.stringify(Object.keys(value))}`;
}
