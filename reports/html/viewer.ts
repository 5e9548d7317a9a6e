import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Viewer } from './page.ts';

let loaded: Promise<Viewer> | undefined;

/** The viewer: as it was built for the package, or built from its sources where these are. */
export function loadViewer(): Promise<Viewer> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Viewer> {
  const script = new URL('viewer.bundle.js', import.meta.url);
  const style = new URL('viewer.bundle.css', import.meta.url);
  if (!existsSync(script)) return buildViewer();
  return { script: readFileSync(script, 'utf8'), style: readFileSync(style, 'utf8') };
}

/** Builds the viewer from its sources. Needs esbuild, which only this package's own development installs. */
export async function buildViewer(): Promise<Viewer> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../viewer/main.tsx', import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    outdir: 'out',
    format: 'iife',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    // The page contains the notice that the licence of the bundled package requires.
    banner: { js: `/* preact: ${licence('preact')} */` },
    charset: 'ascii',
    logLevel: 'silent',
  });
  const text = (end: string): string => outputFiles.find(({ path }) => path.endsWith(end))?.text.trim() ?? '';
  return { script: text('.js'), style: text('.css') };
}

/** The text of the licence of a package. */
function licence(name: string): string {
  const file = createRequire(import.meta.url)
    .resolve(`${name}/package.json`)
    .replace(/package\.json$/, 'LICENSE');
  return readFileSync(file, 'utf8').trim();
}
