import { createRequire, registerHooks } from 'node:module';
import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { register as registerRequire } from 'tsx/cjs/api';
import { register as registerImport } from 'tsx/esm/api';
import { invariant } from '../../core/errors.ts';

type Hooks = Parameters<typeof registerHooks>[0];
type ResolveFilename = (
  request: string,
  parent: { filename?: string | null } | undefined,
  ...rest: unknown[]
) => string;
type Extension = (module: NodeJS.Module, filename: string) => void;

/** One `tsconfig.json`, and how `tsx` reads files by it. */
interface Project {
  readonly tsconfig: string | undefined;
  /** Undefined where `tsx` has its hooks in another thread. */
  readonly hooks: Hooks | undefined;
  readonly resolveFilename: ResolveFilename;
  readonly extensions: Readonly<Record<string, Extension | undefined>>;
  /** Of the extensions, those that `tsx` reads. */
  readonly endings: readonly string[];
}

/**
 * From here on, TypeScript is loaded as `tsx` does, by the `tsconfig.json` of the project that a file is in. `tsx` knows one
 * for a process; two versions of services have two, whose `paths` lead to different files. So it registers once for each, and
 * what it registers takes turns. A file in none of the projects is read by the one that was opened last.
 * @param tsconfig undefined: the one of the working directory
 * @returns false where this version of Node.js leaves all files to the project that was opened first
 */
export function openTsxProject(tsconfig: string | undefined): boolean {
  const known = projects.find((project) => project.tsconfig === tsconfig);
  const [first] = projects;
  if (known !== undefined) opened = known;
  else if (first === undefined) openFirst(tsconfig);
  else if (first.hooks !== undefined) opened = register(tsconfig, () => undefined);
  else return false;
  if (known === undefined && opened !== undefined) projects.push(opened);
  return true;
}

const projects: Project[] = [];
let opened: Project | undefined;

const require = createRequire(import.meta.url);
const { extensions } = require;
/** What `tsx` reads when it registers, and replaces functions of. */
const commonJs: object = Object(require('node:module'));

const RESOLVE = '_resolveFilename';

/** How files are required. */
interface Requiring {
  readonly resolveFilename: ResolveFilename;
  readonly extensions: Readonly<Record<string, Extension | undefined>>;
}

/** As it was before `tsx`. */
let native = requiring();

function requiring(): Requiring {
  const resolveFilename: unknown = Reflect.get(commonJs, RESOLVE);
  invariant(isResolve(resolveFilename), () => 'Node.js has no function that resolves what is required.');
  return { resolveFilename, extensions: { ...extensions } };
}

function isResolve(value: unknown): value is ResolveFilename {
  return typeof value === 'function';
}

function openFirst(tsconfig: string | undefined): void {
  native = requiring();
  opened = register(tsconfig, ({ endings }) => {
    for (const ending of endings) extensions[ending] = dispatched(ending);
    Reflect.set(commonJs, RESOLVE, dispatchedResolve);
  });
  if (opened.hooks === undefined) return;
  registerHooks({
    resolve: (specifier, context, next) =>
      projectOf(pathOf(context.parentURL))?.hooks?.resolve?.(specifier, context, next) ?? next(specifier, context),
    load: (url, context, next) => projectOf(pathOf(url))?.hooks?.load?.(url, context, next) ?? next(url, context),
  });
}

/**
 * Lets `tsx` register, and puts back what it replaces.
 * @param install puts the first project in its place, before `tsx` wraps it for ES modules
 */
function register(tsconfig: string | undefined, install: (project: Omit<Project, 'hooks'>) => void): Project {
  const own = replacedBy(() => withVariable('TSX_TSCONFIG_PATH', tsconfig, () => registerRequire()));
  const endings = Object.keys(own.extensions).filter((ending) => own.extensions[ending] !== native.extensions[ending]);
  const project = { tsconfig, ...own, endings };
  install(project);
  return { ...project, hooks: capturedHooks(() => registerImport(tsconfig === undefined ? {} : { tsconfig })) };
}

/** @returns what `tsx` makes of the functions of Node.js, which are put back */
function replacedBy(act: () => void): Requiring {
  const outer = requiring();
  restore(native);
  try {
    act();
    return requiring();
  } finally {
    restore(outer);
  }
}

function restore(from: Requiring): void {
  Reflect.set(commonJs, RESOLVE, from.resolveFilename);
  for (const ending of Object.keys(extensions)) {
    if (from.extensions[ending] === undefined) Reflect.deleteProperty(extensions, ending);
  }
  Object.assign(extensions, from.extensions);
}

/** @returns the hooks that are registered meanwhile, which are not installed; undefined where none are */
function capturedHooks(act: () => unknown): Hooks | undefined {
  let captured: Hooks | undefined;
  Reflect.set(commonJs, 'registerHooks', (hooks: Hooks) => {
    captured = hooks;
    return { deregister: () => undefined };
  });
  try {
    act();
  } finally {
    Reflect.set(commonJs, 'registerHooks', registerHooks);
  }
  return captured;
}

const dispatchedResolve: ResolveFilename = (request, parent, ...rest) =>
  (projectOf(parent?.filename ?? undefined)?.resolveFilename ?? native.resolveFilename)(request, parent, ...rest);

/** An ES module that is both imported and required is one instance, as in Node; `tsx` compiles another one for `require`. */
function dispatched(ending: string): Extension {
  return (module, filename): void => {
    const isPackage = ending === '.js' && /[\\/]node_modules[\\/]/.test(filename);
    const own = isPackage ? undefined : projectOf(filename)?.extensions[ending];
    (own ?? native.extensions[ending] ?? native.extensions['.js'])?.(module, filename);
  };
}

/** @returns the project whose folder is the nearest one above a file */
function projectOf(path: string | undefined): Project | undefined {
  if (path === undefined || projects.length < 2) return opened;
  const above = projects.filter(({ tsconfig }) => tsconfig !== undefined && path.startsWith(dirname(tsconfig) + sep));
  return above.toSorted((a, b) => (b.tsconfig?.length ?? 0) - (a.tsconfig?.length ?? 0)).at(0) ?? opened;
}

function pathOf(url: string | undefined): string | undefined {
  return url?.startsWith('file:') === true ? fileURLToPath(url.replace(/[?#].*$/s, '')) : undefined;
}

/** `tsx` reads the variable when it registers itself. */
function withVariable(name: string, value: string | undefined, act: () => void): void {
  const { [name]: before } = process.env;
  if (value !== undefined && before === undefined) process.env[name] = value;
  act();
  if (before === undefined) Reflect.deleteProperty(process.env, name);
}
