/**
 * Plants a bug in a source that a test quotes. Blanks and line breaks do not count, so formatting the source does not break
 * the test; another edit of the quoted expression does, and the error says so.
 * @param from the expression that is replaced; it stands in the source exactly one time
 * @param where names the source and the test, for the error
 * @throws {Error} when the source has no such expression, or several
 */
export function withPlantedBug(source: string, from: string, to: string, where: string): string {
  const parts = from
    .trim()
    .split(/\s+/)
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  const found = [...source.matchAll(new RegExp(parts.join(String.raw`\s+`), 'g'))];
  const [match] = found;
  if (match === undefined || found.length > 1) {
    throw new Error(
      `${where} quotes \`${from}\`, which the source has ${found.length} times, not one time. ` +
        'No rule is broken: the source was edited. Quote the expression as it is now.',
    );
  }
  return source.slice(0, match.index) + to + source.slice(match.index + match[0].length);
}
