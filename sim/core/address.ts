/** What is put behind the name of an operation, or of its client, where the client sends the request a second time. */
const AGAIN = '+';

/** @returns the name of the second request that a client makes for an operation: `a+` for `a` */
export function repeatOf(name: string): string {
  return name + AGAIN;
}

/** @returns the name of what is repeated: `a` for `a+`; undefined for what repeats nothing */
export function repeatedBy(name: string): string | undefined {
  return name.endsWith(AGAIN) ? name.slice(0, -AGAIN.length) : undefined;
}
