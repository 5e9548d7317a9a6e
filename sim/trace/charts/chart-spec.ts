/**
 * What of a limiter is drawn against its bound, as plain data: a report keeps it. The bound is worked out from what was
 * granted, never from what the limiter believes.
 */
export type ChartSpec = TokenBucketChart | SlidingWindowChart;

/**
 * A number: itself, or the path to where it stands. A path begins with `input`, `answer` or `state`; behind `state` follows
 * the name of the value: `input.tokens`, `state.bucket.capacity`. State is as the handler left it. Values must be JSON.
 */
export type Quantity = number | string;

interface Limiter {
  /** Name of the service or object. Each of its keys has a chart of its own. */
  readonly service: string;
  /** The handler that decides. */
  readonly handler: string;
  /** Path to `true` where it says yes: `answer.allowed`. Default: every answer is a yes, and every failure a no. */
  readonly granted?: string;
  /**
   * The moment that it decides by, in ms since 1970. Default: the first number that a `run` brought it, which is what
   * `ctx.date.now()` does; without any, the moment at which it ended.
   */
  readonly atMs?: Quantity;
}

/** At most `capacity` at once, and what comes back in between. */
export interface TokenBucketChart extends Limiter {
  readonly kind: 'token bucket';
  /** How many tokens are asked for. Default 1. */
  readonly tokens?: Quantity;
  readonly capacity: Quantity;
  /** So much comes back every so many ms, bit by bit. */
  readonly refill: { readonly amount: Quantity; readonly everyMs: Quantity };
  /** The level that the limiter itself stores; it is drawn with the level that is possible. */
  readonly level?: Quantity;
  /** How many units of `capacity`, `refill.amount` and `level` are one token. Default 1. */
  readonly unitsPerToken?: number;
  /**
   * The handler that sets the limits, where there is one: a bucket is not judged before it, is full after the first time,
   * and full again where `full` is the path to `true`.
   */
  readonly configure?: { readonly handler: string; readonly full?: string };
}

/** At most `limit` in any stretch of `windowMs`; the start of the stretch does not belong to it. */
export interface SlidingWindowChart extends Limiter {
  readonly kind: 'sliding window';
  readonly limit: Quantity;
  readonly windowMs: Quantity;
}

/** How a chart is named among what was reached. */
export function chartName({ service, handler }: ChartSpec): string {
  return `${service}/${handler}`;
}
