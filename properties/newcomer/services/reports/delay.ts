const HOUR_MS = 3_600_000;

/** Milliseconds until the next full hour of this number (UTC). */
export function untilHour(now: Date, hour: number): number {
  const next = new Date(now);
  next.setUTCHours(hour, 0, 0, 0);
  const wait = next.getTime() - now.getTime();
  return wait > 0 ? wait : wait + 24 * HOUR_MS;
}

export const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
