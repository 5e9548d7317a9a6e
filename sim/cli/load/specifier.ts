import { fileURLToPath } from 'node:url';

/** Whether what is imported names a file, and no package: relative, absolute on POSIX or Windows, or a URL. */
export function namesFile(specifier: string): boolean {
  return /^(\.|\/|\\|file:|[A-Za-z]:[\\/])/.test(specifier);
}

/**
 * @param windows whether paths are those of Windows; by default those of this machine
 * @returns the code of a string with the path of a file, for `require`
 */
export function requirable(url: string, windows?: boolean): string {
  return JSON.stringify(fileURLToPath(url, windows === undefined ? {} : { windows }));
}
