/** How many of the mutants that matter were killed, with the 95 % interval of that share. */
export interface Score {
  readonly killed: number;
  readonly of: number;
  /** Shares from 0 to 1; undefined without any mutant. */
  readonly share: number | undefined;
  readonly low: number;
  readonly high: number;
}

/** 95 % of the normal distribution are within so many standard deviations. */
const Z = 1.959964;

/** @returns the share of killed mutants, with the interval of Wilson, which also holds for small samples and near 100 % */
export function scoreOf(killed: number, of: number): Score {
  if (of === 0) return { killed, of, share: undefined, low: 0, high: 1 };
  const share = killed / of;
  const middle = (share + Z ** 2 / (2 * of)) / (1 + Z ** 2 / of);
  const half = (Z / (1 + Z ** 2 / of)) * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2));
  return { killed, of, share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** @returns such as `46 of 50, 92.0 % (95 % interval 81.2 to 96.8)` */
export function inWords({ killed, of, share, low, high }: Score): string {
  if (share === undefined) return 'no mutants';
  const percent = (part: number): string => (100 * part).toFixed(1);
  return `${killed} of ${of}, ${percent(share)} % (95 % interval ${percent(low)} to ${percent(high)})`;
}
