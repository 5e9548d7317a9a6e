import {
  type Breach,
  callBreach,
  type CallEnd,
  EPOCH_MS,
  type ServiceCall,
  serviceInvariant,
  type ServiceObserver,
  type TraceEvent,
} from '../../../sim/index.ts';
import type { RateLimiterConfig, RateLimitResult, TokenBucket } from '../../../objects/as-published/rate-limiter.ts';
import { Births } from '../helpers.ts';
import { count } from '../../count.ts';

const SERVICE = 'RateLimiter';

/** The stored level lies between 0 and the capacity. */
export const levelsInRange = serviceInvariant('a bucket is never above capacity or below zero', SERVICE, () => {
  let stored = 0;
  return {
    onWrite: (call, { name, value, seq }) => {
      if (name !== 'bucket') return undefined;
      stored++;
      const { tokens, capacity } = value as TokenBucket;
      if (tokens >= 0 && tokens <= capacity) return undefined;
      return callBreach(call, {
        message: `left ${count(tokens, 'token')} in a bucket with the capacity ${capacity}.`,
        seq,
        kind: levelKind(value as TokenBucket),
      });
    },
    exercised: () => stored,
  };
});

function levelKind({ tokens, refill_rate }: TokenBucket): string {
  if (tokens >= 0) return 'above capacity';
  if (refill_rate < 0) return 'drained';
  return tokens < CENTURIES ? 'centuries below zero' : 'below zero';
}

/** With the rates of these scenarios, only centuries of refill take so many tokens away. */
const CENTURIES = -1e6;

/** The status shows the level that a check at that time would find. */
export const statusIsUpToDate = serviceInvariant('the status shows the current tokens', SERVICE, () => {
  const births = new Births();
  let shown = 0;
  return {
    onEvent: (event) => {
      births.see(event);
      return undefined;
    },
    onCompleted: (call, end) => {
      if (call.handler !== 'GetStatus' || !('output' in end)) return undefined;
      const { tokens, capacity, refill_rate, last_refill_at } = end.output as TokenBucket;
      const passedMs = Math.max(0, births.of(call.invocation) - last_refill_at);
      // Other invariants judge what a replay or a negative rate does to the bucket.
      if (last_refill_at < EPOCH_MS || tokens < 0 || refill_rate < 0) return undefined;
      shown++;
      const there = Math.min(capacity, tokens + (passedMs * refill_rate) / 1_000);
      if (tokens >= there - 1e-6) return undefined;
      return callBreach(call, { message: `showed ${tokens} tokens, where there were ${there}.`, seq: end.seq });
    },
    exercised: () => shown,
  };
});

/** From the first initialization to any decision, at most capacity + rate x elapsed time is admitted. */
export const admissionsAreBounded = serviceInvariant(
  'a bucket admits at most capacity + rate x time',
  SERVICE,
  () => new Bound(),
);

/** A refusal names a wait that is positive and long enough, or says that no wait helps. */
export const retryAfterAdmits = serviceInvariant(
  'a client that waits RetryAfter is admitted',
  SERVICE,
  () => new Advice(),
);

interface Admissions {
  readonly sinceMs: number;
  capacity: number;
  rate: number;
  admitted: number;
  again: boolean;
}

class Bound implements ServiceObserver {
  readonly #births = new Births();
  readonly #buckets = new Map<string, Admissions>();
  #admissions = 0;

  onEvent(event: TraceEvent): undefined {
    this.#births.see(event);
  }

  onCompleted(call: ServiceCall, end: CallEnd): Breach | undefined {
    if (!('output' in end)) return undefined;
    const bucket = this.#buckets.get(call.key);
    if (call.handler === 'Initialize') {
      const { Capacity: capacity, RefillRate: rate } = call.input as RateLimiterConfig;
      const sinceMs = this.#births.of(call.invocation);
      if (bucket === undefined) this.#buckets.set(call.key, { sinceMs, capacity, rate, admitted: 0, again: false });
      else
        Object.assign(bucket, {
          capacity: Math.max(bucket.capacity, capacity),
          rate: Math.max(bucket.rate, rate),
          again: true,
        });
    }
    if (call.handler !== 'CheckLimit' || bucket === undefined) return undefined;
    if (!(end.output as RateLimitResult).Allowed) return undefined;
    this.#admissions++;
    bucket.admitted += Math.max(0, call.input as number);
    const most = bucket.capacity + (Math.max(0, bucket.rate) * (end.atMs - bucket.sinceMs)) / 1_000;
    if (bucket.admitted <= most + 1e-6) return undefined;
    return callBreach(call, {
      message: `raised the admitted tokens to ${bucket.admitted}, and capacity + rate x time is ${most}.`,
      seq: end.seq,
      kind: bucket.again ? 'after another initialization' : 'too many',
    });
  }

  exercised(): number {
    return this.#admissions;
  }
}

class Advice implements ServiceObserver {
  readonly #births = new Births();
  readonly #configs = new Map<string, RateLimiterConfig>();
  /** Key -> the last refusal, as long as nothing has changed since: so many tokens must be admitted from that time on. */
  readonly #standing = new Map<string, { readonly tokens: number; readonly fromMs: number }>();
  #refusals = 0;

  onEvent(event: TraceEvent): undefined {
    this.#births.see(event);
  }

  onCompleted(call: ServiceCall, end: CallEnd): Breach | undefined {
    if (!('output' in end)) return undefined;
    if (call.handler === 'Initialize') {
      this.#configs.set(call.key, call.input as RateLimiterConfig);
      this.#standing.delete(call.key);
    }
    if (call.handler !== 'CheckLimit') return undefined;
    const tokens = call.input as number;
    const { Allowed, RetryAfter } = end.output as RateLimitResult;
    const standing = this.#standing.get(call.key);
    this.#standing.delete(call.key);
    if (Allowed) return undefined;
    this.#refusals++;
    const breach = (message: string, kind: string): Breach => callBreach(call, { message, seq: end.seq, kind });
    const config = this.#configs.get(call.key);
    if (config === undefined)
      return breach(
        `was refused with RetryAfter ${RetryAfter} ns by a bucket that was never initialized.`,
        'no bucket',
      );
    const { Capacity: capacity, RefillRate: rate } = config;
    if (RetryAfter === 0) return breach('was refused with RetryAfter 0.', 'zero');
    if (RetryAfter < 0)
      return breach(
        `was refused with RetryAfter ${RetryAfter} ns, at a rate of ${rate}.`,
        rate === 0 ? 'rate 0' : 'overflow',
      );
    const longest = (tokens / rate) * 1e9;
    if (tokens <= capacity && RetryAfter > longest + 1)
      return breach(
        `was refused with RetryAfter ${RetryAfter} ns, and an empty bucket has ${count(tokens, 'token')} after ${longest} ns.`,
        'too long',
      );
    if (standing !== undefined && tokens <= standing.tokens && this.#births.of(call.invocation) >= standing.fromMs)
      return breach('was refused after the wait that the previous refusal had named.', 'too short');
    if (tokens > capacity)
      return breach(
        `was refused with RetryAfter ${RetryAfter} ns, and a bucket with the capacity ${capacity} never holds ${count(tokens, 'token')}.`,
        'never',
      );
    this.#standing.set(call.key, { tokens, fromMs: end.atMs + Math.ceil(RetryAfter / 1e6) });
    return undefined;
  }

  exercised(): number {
    return this.#refusals;
  }
}
