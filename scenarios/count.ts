/** @returns a number and its noun: `1 run`, `12,000 runs`, and with a plural of its own `2 branches` */
export function count(number: number, noun: string, plural: string = `${noun}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? noun : plural}`;
}
