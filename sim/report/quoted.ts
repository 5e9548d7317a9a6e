/**
 * Quotes an argument for a command that a user copies into a shell. Double quotes work in POSIX shells, cmd and PowerShell
 * alike, so they come first; an argument with characters that have a meaning inside them takes the single quotes of POSIX.
 * @param platform decides whether a backslash separates folders (`win32`) or escapes the next character
 */
export function quoted(argument: string, platform: NodeJS.Platform = process.platform): string {
  const isSafe = platform === 'win32' ? /^[\w./:\\-]+$/ : /^[\w./:-]+$/;
  if (isSafe.test(argument)) return argument;
  const hasMeaning = platform === 'win32' ? /["$`!]/ : /["$`!\\]/;
  return hasMeaning.test(argument) ? `'${argument.replaceAll("'", `'\\''`)}'` : `"${argument}"`;
}
