import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The version of restate-sim. */
export const VERSION: string = ownVersion();

/** What a result depends on, apart from the seed and the code under test. */
export function versions(): Readonly<Record<string, string>> {
  return {
    'restate-sim': VERSION,
    '@restatedev/restate-sdk': versionOf('@restatedev/restate-sdk'),
    'fast-check': versionOf('fast-check'),
    node: process.versions.node,
  };
}

/** The package.json of this package lies above the sources and above the built files, at different depths. */
function ownVersion(): string {
  for (const depth of ['../..', '../../..']) {
    try {
      const found: unknown = JSON.parse(readFileSync(new URL(`${depth}/package.json`, import.meta.url), 'utf8'));
      if (isPackage(found) && found.name === 'restate-sim') return found.version;
    } catch {
      // Not there: look one folder higher.
    }
  }
  return 'unknown';
}

function versionOf(name: string): string {
  const found: unknown = require(`${name}/package.json`);
  return isPackage(found) ? found.version : 'unknown';
}

function isPackage(value: unknown): value is { readonly name: string; readonly version: string } {
  return typeof value === 'object' && value !== null && 'version' in value && 'name' in value;
}
