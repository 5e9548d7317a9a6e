import { existsSync, statSync } from 'node:fs';
import { Server } from 'node:net';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SimulationError, UsageError } from '../../core/errors.ts';
import { siteIn } from '../../attempt/ambient/remark.ts';
import { alsoLookFrom } from '../../attempt/sdk-shape.ts';
import { installHooks } from './hooks.ts';
import { namesFile } from './specifier.ts';

/**
 * Loads a file of the user's, TypeScript or not. What it serves is noted, and no port is opened.
 * @returns its exports
 * @throws {UsageError} in one sentence, when it is not there, does not compile or throws
 */
export async function loadModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  const path = resolve(file);
  if (!existsSync(path)) throw new UsageError('FILE_NOT_FOUND', `There is no file ${file}.`);
  if (statSync(path).isDirectory()) {
    throw new UsageError('IS_A_DIRECTORY', `${file} is a folder: name the files in it that have the services.`);
  }
  installHooks();
  alsoLookFrom(path);
  // oxlint-disable-next-line typescript/unbound-method -- put back as it was
  const { exit } = process;
  process.exit = (code) => {
    throw new UsageError(
      'PROCESS_EXIT_CALLED',
      `${file} ends the process with ${String(code ?? 0)} while it is loaded; see above why.`,
    );
  };
  // Some open their port by themselves. Nothing shall listen here, and a worker would find the port taken.
  // oxlint-disable-next-line typescript/unbound-method -- put back as it was
  const { listen } = Server.prototype;
  Server.prototype.listen = function (this: Server) {
    return this;
  };
  try {
    return flat((await import(pathToFileURL(path).href)) as Record<string, unknown>);
  } catch (error) {
    throw asUsageError(file, error);
  } finally {
    process.exit = exit;
    Server.prototype.listen = listen;
  }
}

/** What a CommonJS file exports arrives under `default` as well. */
function flat(exports: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const whole = exports['module.exports'] ?? exports['default'];
  return typeof whole === 'object' && whole !== null && !Array.isArray(whole) ? { ...whole, ...exports } : exports;
}

function asUsageError(file: string, error: unknown): SimulationError {
  if (error instanceof SimulationError) return error;
  const reason = error instanceof Error ? error : new Error(String(error));
  // A sentence of ours that was thrown inside a hook may come back as a copy.
  if ('code' in reason && reason.code === 'COMPILE_FAILED') return new UsageError('COMPILE_FAILED', reason.message);
  const missing = /Cannot find (package|module) '([^']+)'/.exec(reason.message)?.[2];
  if (missing !== undefined) {
    const remedy = namesFile(missing) ? 'is it spelled right?' : 'is it installed (npm install)?';
    const importer = importerIn(reason.message);
    const who =
      importer === undefined || importer === resolve(file) ? file : `${relative('.', importer)}, for ${file},`;
    return new UsageError('MODULE_NOT_FOUND', `${who} imports '${missing}', which is not found: ${remedy}`);
  }
  const where = siteIn(reason.stack ?? '');
  const place = where === undefined ? '' : ` (${where.replace(/:\d+$/, '')})`;
  return new UsageError(
    'LOAD_FAILED',
    `${file} fails while it is loaded: ${reason.name}: ${firstLine(reason)}${place}.`,
  );
}

/** @returns the file that asked for what is missing: as `import` says it, or `require` */
function importerIn(message: string): string | undefined {
  return /imported from (\S.*)$/m.exec(message)?.[1] ?? /^- (.+)$/m.exec(message)?.[1];
}

function firstLine({ message }: Error): string {
  return (message.split('\n')[0] ?? '').replace(/\.$/, '');
}
