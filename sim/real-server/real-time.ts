/** The present moment in ms, with fractions: several things may happen in one ms. */
export function realTime(): number {
  return performance.timeOrigin + performance.now();
}
