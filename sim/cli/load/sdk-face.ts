import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { NOTED, noteDefinitions } from './note-definitions.ts';

const SDK = /\/@restatedev\/restate-sdk\/dist\/(index|fetch|lambda|node)\.(js|cjs)$/;
const GENERATORS = /\/@restatedev\/restate-sdk-gen\/dist\/index\.(js|cjs)$/;

/** @returns whether this module of the SDK makes or serves definitions */
export function hasFace(url: string): boolean {
  return SDK.test(url) || GENERATORS.test(url);
}

/**
 * @returns where the module is that stands in the place of one of the SDK for the code under test: it exports what the
 * real one does, and notes definitions
 */
export function faceOf(url: string): { readonly url: string; readonly format: string; readonly shortCircuit: true } {
  (globalThis as Record<symbol, unknown>)[KEY] ??= noteFrom;
  if (url.endsWith('.cjs')) return { url: url + MARK, format: 'commonjs', shortCircuit: true };
  const from = JSON.stringify(url);
  const source = `import * as real from ${from};
export * from ${from};
const noted = ${NOTE}(real, ${from});
${NOTED.map((name) => `const ${name}_ = noted[${JSON.stringify(name)}];`).join('\n')}
export { ${NOTED.map((name) => `${name}_ as ${name}`).join(', ')} };`;
  return { url: `${DATA}${encodeURIComponent(source)}`, format: 'module', shortCircuit: true };
}

/** @returns whether a module stands in the place of one of the SDK */
export function isFace(url: string): boolean {
  return url.startsWith(DATA) || url.endsWith(MARK);
}

const DATA = 'data:text/javascript,';
/** Ends the path of a CommonJS module that is none of the SDK's own; `require` looks modules up by path alone. */
const MARK = '.restate-sim-face';

/** @returns a CommonJS module that stands in the place of one of the SDK, for a hook; undefined for other URLs */
export function requiredFace(
  url: string,
): { readonly format: 'commonjs'; readonly source: string; readonly shortCircuit: true } | undefined {
  if (!url.endsWith(MARK)) return undefined;
  const real = url.slice(0, -MARK.length);
  const file = JSON.stringify(fileURLToPath(real));
  const source = `const real = require(${file}); module.exports = { ...real, ...${NOTE}(real, ${JSON.stringify(real)}) };`;
  return { format: 'commonjs', source, shortCircuit: true };
}

const KEY = Symbol.for('restate-sim.note-definitions');
const NOTE = `globalThis[Symbol.for(${JSON.stringify(KEY.description)})]`;

type Exports = Readonly<Record<string, unknown>>;

/** In generators the context is implicit. */
function noteFrom(exports: Exports, real: string): Exports {
  return noteDefinitions(exports, GENERATORS.test(real) ? 1 : 0);
}

/**
 * From here on `require` loads such CommonJS modules. Hooks are not enough: `tsx` replaces what calls them, for files
 * that are required and not imported.
 */
export function registerRequiredFaces(): void {
  const require = createRequire(import.meta.url);
  // The table that `tsx` registers itself in.
  require.extensions[MARK] = (module, filename) => {
    const real = filename.slice(0, -MARK.length);
    const exports = require(real) as Exports;
    module.exports = { ...exports, ...noteFrom(exports, real.replaceAll('\\', '/')) };
  };
}
