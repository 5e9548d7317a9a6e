import { existsSync, readFileSync } from 'node:fs';
import { createRequire, findPackageJSON, registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { firstLine } from '../../core/first-line.ts';
import { UsageError } from '../../core/errors.ts';
import { noteImport, noteMissing } from './imports.ts';
import { faceOf, hasFace, isFace, registerRequiredFaces, requiredFace } from './sdk-face.ts';
import { openTsxProject } from './tsx-projects.ts';

type Hooks = Parameters<typeof registerHooks>[0];
type Resolve = NonNullable<Hooks['resolve']>;
type Load = NonNullable<Hooks['load']>;

let isInstalled = false;

/**
 * From here on this thread loads TypeScript as `tsx` does, and notes the definitions that files make or serve.
 * @param file whose project's `tsconfig.json` holds for all files, as `tsx` has one for a process
 */
export function installHooks(file: string): void {
  if (isInstalled) return;
  isInstalled = true;
  openProject(file);
  registerRequiredFaces();
  // Hooks that are registered later run first.
  registerHooks({
    resolve: (specifier, context, next) => {
      if (isPlain(context.parentURL)) {
        // The first file of a user is imported by this package.
        return resolveNoted(specifier, context, next);
      }
      const found = SDK.test(specifier) ? resolveSdk(specifier, context, next) : resolveNoted(specifier, context, next);
      return hasFace(found.url) ? { ...found, ...faceOf(found.url) } : found;
    },
    ...(HOOKS_LOAD && { load }),
  });
}

/**
 * From here on the files of another project are read by its own `tsconfig.json`, in addition to those of the first one.
 * @param file in the project
 * @returns false where this version of Node.js reads all files by the `tsconfig.json` of the first project
 */
export function openProject(file: string): boolean {
  installHooks(file);
  const tsconfig = tsconfigAbove(dirname(file));
  return readingTsconfig(tsconfig, () => openTsxProject(tsconfig));
}

/** `tsx` reads the file when it registers. @throws {UsageError} in one sentence, when it cannot */
function readingTsconfig<T>(file: string | undefined, register: () => T): T {
  try {
    return register();
  } catch (error) {
    if (file === undefined) throw error;
    const reason = error instanceof Error ? firstLine(`${error.name}: ${error.message}`) : String(error);
    throw new UsageError('LOAD_FAILED', `${file} cannot be used, tsx fails to read it: ${reason.replace(/\.$/, '')}.`);
  }
}

/** Resolves, and notes what imports what. */
const resolveNoted: Resolve = (specifier, context, next) => {
  try {
    const found = next(specifier, context);
    noteImport(context.parentURL, found.url);
    return found;
  } catch (error) {
    noteMissing(context.parentURL, specifier);
    throw error;
  }
};

/**
 * Whether hooks of this thread may load CommonJS. Before, Node took it amiss that one of them left a file to `require`, so
 * there `tsx` has its hooks in another thread, and `require` takes the ways that are registered with it.
 */
const HOOKS_LOAD = ((): boolean => {
  const [major = 0, minor = 0, patch = 0] = process.versions.node.split('.').map(Number);
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 3);
  if (major === 24) return minor > 11 || (minor === 11 && patch >= 1);
  return major >= 25;
})();

const load: Load = (url, context, next) => {
  const face = requiredFace(url);
  if (face !== undefined) return face;
  try {
    return next(url, context);
  } catch (error) {
    // Only an ES module can await at its top. A package that does not declare its type gets one, which tsx refuses.
    if (context.format === 'module' || !/Top-level await/.test(String(error)) || declaresType(url)) throw error;
    return next(url, { ...context, format: 'module' });
  }
};

/** The SDK, its build for Cloudflare (the same code, but Node cannot load its WebAssembly), and what extends it. */
const SDK = /^@restatedev\/restate-sdk(-cloudflare-workers)?(\/|$)/;

/** The SDK is the one that is installed, also where the `paths` of a tsconfig lead to sources of it: those are another copy. */
function resolveSdk(
  specifier: string,
  context: Parameters<Resolve>[1],
  next: Parameters<Resolve>[2],
): ReturnType<Resolve> {
  const { parentURL } = context;
  if (parentURL?.startsWith('file:') !== true || parentURL.endsWith(INSTALLED)) return next(specifier, context);
  const installed = specifier.replace('-cloudflare-workers', '');
  // tsx leaves imports of packages alone, so the importer counts as one: a file that is not there, next to the real one.
  const importer = new URL(INSTALLED, parentURL).href;
  // A set in older versions of Node.
  const conditions = [...context.conditions];
  const isRequired = conditions.includes('require') && !conditions.includes('import');
  if (!isRequired) return next(installed, { ...context, parentURL: importer });
  return {
    url: pathToFileURL(createRequire(importer).resolve(installed)).href,
    format: 'commonjs',
    shortCircuit: true,
  };
}

const INSTALLED = 'node_modules/_.js';

/** The SDK's own files, and those of this package, import the SDK as it is. */
function isPlain(importer: string | undefined): boolean {
  if (importer === undefined || importer.startsWith(OWN)) return true;
  return isFace(importer) || /\/@restatedev\/restate-sdk\/dist\//.test(importer);
}

const OWN = new URL('../../', import.meta.url).href;

function tsconfigAbove(folder: string): string | undefined {
  const candidate = join(folder, 'tsconfig.json');
  if (existsSync(candidate)) return candidate;
  return dirname(folder) === folder ? undefined : tsconfigAbove(dirname(folder));
}

/** @returns whether the package of a file says which kind of module its files are */
function declaresType(url: string): boolean {
  const file = findPackageJSON(new URL('.', url));
  return (
    file === undefined || (JSON.parse(readFileSync(file, 'utf8')) as { type?: unknown } | null)?.type !== undefined
  );
}
