import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ROOT } from '../../harness/command.ts';
import { succeed } from '../package/pack.ts';

/** Where the reference stands in the repository. */
export const API_REFERENCE: string = join(ROOT, 'docs', 'api');

/**
 * Writes the API reference, a page of Markdown for each entry of the package, from the docstrings.
 * @param folder - what is in it is replaced
 * @throws {Error} with what TypeDoc says, when it fails
 */
export function writeApiReference(folder: string): void {
  const own = join(ROOT, 'properties', 'faces', 'docs', 'api');
  const typedoc = dirname(createRequire(join(own, 'package.json')).resolve('typedoc/package.json'));
  const options = ['--options', join(own, 'typedoc.json'), '--out', folder, '--treatWarningsAsErrors'];
  succeed(process.execPath, [join(typedoc, 'bin', 'typedoc'), ...options], ROOT);
}
