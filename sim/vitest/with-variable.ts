import { quoted } from '../report/quoted.ts';

/**
 * @returns a command that has a variable of the environment for itself alone, as it is typed: in a shell of POSIX, or in
 *   PowerShell, whose variables stay until they are removed
 */
export function withVariable(
  name: string,
  value: string,
  command: string,
  platform: NodeJS.Platform = process.platform,
): string {
  if (platform !== 'win32') return `${name}=${quoted(value)} ${command}`;
  return `$env:${name}='${value.replaceAll("'", "''")}'; ${command}; Remove-Item Env:${name}`;
}
