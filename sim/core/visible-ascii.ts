/** Whether a text has only visible ASCII, blanks and tabs: what the server reads of a header value as text. */
export function isVisibleAscii(text: string): boolean {
  return /^[\t\x20-\x7e]*$/.test(text);
}
