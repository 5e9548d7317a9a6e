import { existsSync } from 'node:fs';
import { types } from 'node:util';
import type { Config } from '../../config/config.ts';
import { readJsonFile } from '../../report/text-file.ts';
import { UsageError } from '../../core/errors.ts';
import { contained } from '../load/contained.ts';
import { noteFile } from '../load/imports.ts';
import { loadModule } from '../load/load-module.ts';
import { checkedConfig } from './check-config.ts';

/** A config that holds, and where it comes from. */
export interface FoundConfig {
  /** Its file, as a user names it. */
  readonly file: string;
  readonly config: Config;
}

/** The names that a config has in the working directory. */
const CONFIG_FILES: readonly string[] = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json'].map(
  (ending) => `restate-sim.config.${ending}`,
);

/**
 * Looks for a config in the working directory.
 * @returns its file; undefined where there is none
 * @throws {UsageError} when there are two
 */
export function configFound(): string | undefined {
  for (const file of CONFIG_FILES) noteFile(file);
  const [one, other] = CONFIG_FILES.filter((file) => existsSync(file));
  if (other === undefined) return one;
  throw new UsageError('INVALID_CONFIG', `There are ${one} and ${other}: keep one of them, or name it with --config.`);
}

/** Loads a config, as services are loaded. @throws {UsageError} in one sentence, when it cannot be used */
export async function loadConfig(file: string): Promise<FoundConfig> {
  noteFile(file);
  if (!existsSync(file)) throw new UsageError('FILE_NOT_FOUND', `There is no config ${file}.`);
  const found = file.endsWith('.json')
    ? readJsonFile(file, 'INVALID_CONFIG')
    : defaultOf(await contained([file], () => loadModule(file)));
  return { file, config: checkedConfig(file, found) };
}

/** What a module exports by default; compiled to CommonJS, that is a field of a field. */
function defaultOf({ default: found }: Readonly<Record<string, unknown>>): unknown {
  const isModule =
    typeof found === 'object' && found !== null && ('__esModule' in found || types.isModuleNamespaceObject(found));
  return isModule && 'default' in found ? found.default : found;
}
