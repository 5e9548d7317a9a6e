import { requirable } from './specifier.ts';
import { noteServed } from './served.ts';

/**
 * Ends the URL of the SDK as a user's file sees it: the SDK itself, but for what would open a port. It names a file that
 * is not there; a query would not do, because `require` looks modules up by path alone.
 */
const MARK = /\.restate-sim-face\.[cm]js$/;
const SDK = /\/@restatedev\/restate-sdk\/dist\/(index|fetch|lambda|node|cloudflare)\.(js|cjs)$/;

/** @returns whether this is the main entry, or one that serves, of a copy of the SDK */
export function isSdk(url: string): boolean {
  return SDK.test(url);
}

export function asSdkFace({ url }: { readonly url: string }): { url: string; format: string; shortCircuit: true } {
  const isCommonJs = url.endsWith('.cjs');
  return {
    url: `${url}.restate-sim-face.${isCommonJs ? 'cjs' : 'mjs'}`,
    format: isCommonJs ? 'commonjs' : 'module',
    shortCircuit: true,
  };
}

/**
 * @returns the source of the SDK's face: everything that the real module exports, with `serve`, `endpoint` and their kin
 * only noting what they were given, and with the definitions' raw handlers noted, whose parameters tell whether they
 * take an input. Undefined for other URLs.
 */
export function sdkFace(url: string): { format: 'module' | 'commonjs'; source: string } | undefined {
  if (!MARK.test(url)) return undefined;
  const real = url.replace(MARK, '');
  (globalThis as Record<symbol, unknown>)[KEY] ??= noteServed;
  const note = `globalThis[Symbol.for(${JSON.stringify(KEY.description)})]`;
  if (real.endsWith('.cjs')) {
    return {
      format: 'commonjs',
      source: `const real = require(${requirable(real)}); module.exports = { ...real, ...${note}(real) };`,
    };
  }
  const from = JSON.stringify(real);
  return {
    format: 'module',
    source: `import * as real from ${from}; export * from ${from}; const faces = ${note}(real);
${NAMES.map((name) => `const ${name}_ = faces[${JSON.stringify(name)}];`).join('\n')}
export { ${NAMES.map((name) => `${name}_ as ${name}`).join(', ')} };`,
  };
}

const KEY = Symbol.for('restate-sim.note-served');

/** What a face exports in the place of the SDK's own; undefined where that entry has no such export. */
const NAMES = [
  'service',
  'object',
  'workflow',
  'handlers',
  'serve',
  'endpoint',
  'createEndpointHandler',
  'lambdaHandler',
];
