const DAY_MS = 86_400_000;

/** @returns the time as an ISO string with ms, in UTC: `2026-01-01T00:00:00.000Z`. Does not use `Date`. */
export function isoTime(atMs: number): string {
  const days = Math.floor(atMs / DAY_MS);
  const [year, month, day] = civil(days);
  let rest = Math.floor(atMs - days * DAY_MS);
  const ms = rest % 1_000;
  rest = Math.floor(rest / 1_000);
  const time = [Math.floor(rest / 3_600), Math.floor(rest / 60) % 60, rest % 60].map((part) => padded(part, 2));
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}T${time.join(':')}.${padded(ms, 3)}Z`;
}

/** Year, month and day of a day counted from 1970-01-01. The computation starts years in March: leap days come last. */
function civil(days: number): readonly [number, number, number] {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const march = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * march + 2) / 5) + 1;
  const month = march < 10 ? march + 3 : march - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
