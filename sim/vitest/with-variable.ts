import type { Encoded } from '../core/encoded.ts';
import { asTyped, powerShellValue, shellOf, wordsFor } from '../report/shell.ts';

/**
 * @returns a command that has a variable of the environment for itself alone, as it is typed: in a shell of POSIX, or in
 *   PowerShell, whose variables stay until they are removed
 */
export function withVariable(
  name: string,
  value: string,
  command: Encoded<'shell'>,
  platform: NodeJS.Platform = process.platform,
): Encoded<'shell'> {
  const { markup } = asTyped;
  const shell = platform === process.platform ? shellOf() : shellOf(platform, {});
  const word = wordsFor(shell);
  if (shell === 'posix' || shell === 'fish') return markup`${word(name)}=${word(value)} ${command}`;
  return markup`$env:${word(name)}=${powerShellValue(value)}; ${command}; Remove-Item Env:${word(name)}`;
}
