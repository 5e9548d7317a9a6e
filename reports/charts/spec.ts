/** Says which state and answers of a service are a token bucket. Fields are named by paths such as `limits.rate`. */
export interface TokenBucketSpec {
  readonly kind: 'token bucket';
  readonly service: string;
  /** Handler that asks for tokens, the field of its input with their number, and that of its answer that says yes. */
  readonly decide: { readonly handler: string; readonly tokens: string; readonly allowed: string };
  /** Handler that sets the limits, and the field of its input that asks for a full bucket. */
  readonly configure: { readonly handler: string; readonly reset: string };
  readonly state: {
    readonly name: string;
    readonly capacity: string;
    readonly ratePerMs: string;
    readonly level: string;
  };
  /** How many of the state's units are one token. */
  readonly unitsPerToken: number;
}

/** Says which state and answers of a service are a sliding window. */
export interface SlidingWindowSpec {
  readonly kind: 'sliding window';
  readonly service: string;
  readonly decide: { readonly handler: string; readonly allowed: string };
  readonly state: { readonly name: string; readonly limit: string; readonly windowMs: string };
}

export type ChartSpec = TokenBucketSpec | SlidingWindowSpec;

/** The charts of the limiters in `objects/`. */
export const KNOWN_CHARTS: readonly ChartSpec[] = [
  {
    kind: 'token bucket',
    service: 'RateLimiter',
    decide: { handler: 'check', tokens: 'tokens', allowed: 'allowed' },
    configure: { handler: 'initialize', reset: 'reset' },
    state: { name: 'bucket', capacity: 'capacityMicros', ratePerMs: 'microsPerMs', level: 'levelMicros' },
    unitsPerToken: 1_000_000,
  },
  {
    kind: 'sliding window',
    service: 'SlidingWindowLimiter',
    decide: { handler: 'check', allowed: 'allowed' },
    state: { name: 'window', limit: 'limit', windowMs: 'windowMs' },
  },
];

/** @returns what stands at a path of a JSON value; undefined when there is nothing */
export function at(value: unknown, path: string): unknown {
  let found: unknown = value;
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

export function numberAt(value: unknown, path: string): number | undefined {
  const found = at(value, path);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}
