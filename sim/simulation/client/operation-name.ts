/** @returns the name of the nth operation: a, b, ... z, aa, ab, ... */
export function operationName(index: number): string {
  const letter = String.fromCodePoint(97 + (index % 26));
  return index < 26 ? letter : operationName(Math.floor(index / 26) - 1) + letter;
}
