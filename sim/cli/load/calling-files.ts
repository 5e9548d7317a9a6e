import { pathToFileURL } from 'node:url';
import { getCallSites } from 'node:util';
import { ownPath } from './imports.ts';

/** How many callers are looked at, which is as many as Node allows. */
const MAX_FRAMES = 200;

/** @returns the files of the user among the callers, as far as the module that is being evaluated; not what requires it */
export function callingFiles(): readonly string[] {
  const scripts = getCallSites(MAX_FRAMES).map(({ scriptName }) => scriptName);
  const end = scripts.findIndex((script) => script.startsWith('node:internal/modules/'));
  const files = scripts.slice(0, end === -1 ? undefined : end).flatMap((script) => ownPath(urlOf(script)) ?? []);
  return [...new Set(files)];
}

/** CommonJS has paths here, ES modules URLs. */
function urlOf(script: string): string {
  return script === '' || /^[a-z]{2,}:/.test(script) ? script : pathToFileURL(script.replace(/\?.*$/s, '')).href;
}
