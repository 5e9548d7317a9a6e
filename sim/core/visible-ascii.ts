/** Whether a text has only visible ASCII, blanks and tabs: what the server reads of a header value as text. */
export function isVisibleAscii(text: string): boolean {
  return oddCharacter(text) === undefined;
}

/** @returns the first character that is not visible ASCII, a blank or a tab */
export function oddCharacter(text: string): string | undefined {
  return /[^\t\x20-\x7e]/u.exec(text)?.[0];
}
