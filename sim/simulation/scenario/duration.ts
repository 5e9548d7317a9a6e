import { UsageError } from '../../core/errors.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A span of virtual time: ms, or text such as '250ms', '10s', '5m', '2h', '30d', also joined ('1h30m').
 * @throws {UsageError} for anything else, and for negative spans
 */
export function durationMs(span: number | string): number {
  if (typeof span === 'number') {
    if (span >= 0 && Number.isFinite(span)) return span;
  } else if (/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(span)) {
    let total = 0;
    for (const [, amount, unit] of span.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
      total += Number(amount) * (UNITS[unit ?? ''] ?? 0);
    }
    return total;
  }
  throw new UsageError(
    'INVALID_DURATION',
    `A duration is a number of ms or text such as '10s' or '1h30m', not ${JSON.stringify(span)}.`,
  );
}
