import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/** What of a `tsconfig.json` matters for running its files. */
export interface Tsconfig {
  /** As esbuild takes it. */
  readonly text: string;
  /** Folder that `paths` start from. */
  readonly base: string;
  /** Other names of modules: pattern -> places. */
  readonly paths: Readonly<Record<string, readonly string[]>>;
}

const NONE: Tsconfig = { text: '{}', base: '', paths: {} };
const configs = new Map<string, Tsconfig>();

/** @returns the nearest `tsconfig.json` above a file, with what it extends; nothing where there is none to be read */
export function tsconfigOf(file: string): Tsconfig {
  const found = nearest(dirname(file), 'tsconfig.json');
  if (found === undefined) return NONE;
  let config = configs.get(found);
  if (config === undefined) configs.set(found, (config = read(found)));
  return config;
}

/** @returns whether files of this package are ES modules unless their name says otherwise */
export function isModulePackage(file: string): boolean {
  const found = nearest(dirname(file), 'package.json');
  if (found === undefined) return true;
  try {
    return (JSON.parse(readFileSync(found, 'utf8')) as { type?: unknown }).type === 'module';
  } catch {
    return true;
  }
}

function nearest(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, name);
    if (existsSync(candidate)) return candidate;
    if (dirname(at) === at) return undefined;
  }
}

interface Raw {
  readonly extends?: string | readonly string[];
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
}

/** What esbuild looks at; the rest would only be complained about. */
const RELEVANT = [
  'experimentalDecorators',
  'useDefineForClassFields',
  'verbatimModuleSyntax',
  'importsNotUsedAsValues',
  'preserveValueImports',
  'jsx',
  'jsxFactory',
  'jsxFragmentFactory',
  'jsxImportSource',
  'target',
  'alwaysStrict',
  'strict',
];

function read(file: string): Tsconfig {
  const { options, base } = merged(file, 0);
  const compilerOptions = Object.fromEntries(
    RELEVANT.flatMap((name) => (name in options ? [[name, options[name]]] : [])),
  );
  const paths = (options['paths'] ?? {}) as Tsconfig['paths'];
  return { text: JSON.stringify({ compilerOptions }), base, paths };
}

/** Chains of configurations are short; one that is longer goes in a circle. */
const DEPTH = 10;

function merged(file: string, depth: number): { options: Record<string, unknown>; base: string } {
  const raw = parse(file);
  const own = raw.compilerOptions ?? {};
  let options: Record<string, unknown> = {};
  let base = dirname(file);
  for (const parent of [raw.extends ?? []].flat()) {
    const place = locate(parent, file);
    if (place === undefined || depth > DEPTH) continue;
    const above = merged(place, depth + 1);
    options = { ...options, ...above.options };
    if ('paths' in above.options) base = above.base;
  }
  const baseUrl = own['baseUrl'];
  if (typeof baseUrl === 'string') base = resolve(dirname(file), baseUrl);
  else if ('paths' in own) base = dirname(file);
  return { options: { ...options, ...own }, base };
}

function locate(parent: string, file: string): string | undefined {
  const places = parent.startsWith('.')
    ? [resolve(dirname(file), parent), `${resolve(dirname(file), parent)}.json`]
    : [];
  const found = places.find((place) => existsSync(place));
  if (found !== undefined || parent.startsWith('.')) return found;
  try {
    return createRequire(file).resolve(parent.endsWith('.json') ? parent : `${parent}/tsconfig.json`);
  } catch {
    return undefined;
  }
}

/** `tsconfig.json` has comments and commas at ends, which JSON has not, and JavaScript has. */
function parse(file: string): Raw {
  try {
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    // oxlint-disable-next-line typescript/no-implied-eval -- the user's own configuration, beside code of theirs that is about to run
    return new Function(`return (${text}\n)`)() as Raw;
  } catch {
    return {};
  }
}
