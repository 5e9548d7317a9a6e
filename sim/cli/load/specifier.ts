/** Whether what is imported names a file, and not a package: relative, absolute on POSIX or Windows, or a URL. */
export function namesFile(specifier: string): boolean {
  return /^(\.|\/|\\|file:|[A-Za-z]:[\\/])/.test(specifier);
}
