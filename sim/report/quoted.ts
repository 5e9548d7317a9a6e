/**
 * @returns an argument as it is typed. Blanks take double quotes, which shells of POSIX and of Windows both know; what has
 * a meaning within those takes single ones, as POSIX has them
 */
export function quoted(text: string): string {
  if (/^[\w./:\\-]+$/.test(text)) return text;
  return /["$`!\\]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : `"${text}"`;
}
