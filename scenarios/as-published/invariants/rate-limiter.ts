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
import { CreationTimes } from '../helpers.ts';
import { count } from '../../count.ts';

const SERVICE = 'RateLimiter';

/** The stored level of a bucket is between 0 and its capacity. */
export const levelsInRange = serviceInvariant('a bucket is never above capacity or below zero', SERVICE, () => {
  let stored = 0;
  return {
    onWrite: (call, { name, value, seq }) => {
      if (name !== 'bucket') return undefined;
      stored++;
      const { tokens, capacity } = value as TokenBucket;
      if (tokens >= 0 && tokens <= capacity) return undefined;
      return callBreach(call, {
        message: `left ${count(tokens, 'token')} in a bucket for ${capacity}.`,
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

/** With the rates of this scenario, a lower level takes centuries of negative refill. */
const CENTURIES = -1e6;

/** The status shows the tokens that a check at that time would see. */
export const statusIsUpToDate = serviceInvariant('the status shows the tokens that there are', SERVICE, () => {
  const created = new CreationTimes();
  let shown = 0;
  return {
    onEvent: (event) => {
      created.see(event);
      return undefined;
    },
    onCompleted: (call, end) => {
      if (call.handler !== 'GetStatus' || !('output' in end)) return undefined;
      const { tokens, capacity, refill_rate, last_refill_at } = end.output as TokenBucket;
      const passedMs = Math.max(0, created.of(call.invocation) - last_refill_at);
      // Buckets that a replay or a negative rate has broken are judged by other invariants.
      if (last_refill_at < EPOCH_MS || tokens < 0 || refill_rate < 0) return undefined;
      shown++;
      const there = Math.min(capacity, tokens + (passedMs * refill_rate) / 1_000);
      if (tokens >= there - 1e-6) return undefined;
      return callBreach(call, { message: `showed ${tokens} of ${there} tokens.`, seq: end.seq });
    },
    exercised: () => shown,
  };
});

/** Since the first initialization at most capacity + rate x time is admitted. */
export const admissionsAreBounded = serviceInvariant(
  'a bucket admits at most capacity + rate x time',
  SERVICE,
  () => new Bound(),
);

/** A refusal has a wait that is positive and long enough, or says that no wait is. */
export const retryAfterAdmits = serviceInvariant('who waits RetryAfter is admitted', SERVICE, () => new Advice());

interface Admissions {
  readonly sinceMs: number;
  capacity: number;
  rate: number;
  admitted: number;
  again: boolean;
}

class Bound implements ServiceObserver {
  readonly #created = new CreationTimes();
  readonly #buckets = new Map<string, Admissions>();
  #admissions = 0;

  onEvent(event: TraceEvent): undefined {
    this.#created.see(event);
  }

  onCompleted(call: ServiceCall, end: CallEnd): Breach | undefined {
    if (!('output' in end)) return undefined;
    const bucket = this.#buckets.get(call.key);
    if (call.handler === 'Initialize') {
      const { Capacity: capacity, RefillRate: rate } = call.input as RateLimiterConfig;
      const sinceMs = this.#created.of(call.invocation);
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
      message: `brought the tokens admitted to ${bucket.admitted}; by capacity, rate and time there were at most ${most}.`,
      seq: end.seq,
      kind: bucket.again ? 'after another initialization' : 'too many',
    });
  }

  exercised(): number {
    return this.#admissions;
  }
}

class Advice implements ServiceObserver {
  readonly #created = new CreationTimes();
  readonly #configs = new Map<string, RateLimiterConfig>();
  /** Key -> the last refusal, until the bucket changes: the tokens that must be admitted from that time on. */
  readonly #standing = new Map<string, { readonly tokens: number; readonly fromMs: number }>();
  #refusals = 0;

  onEvent(event: TraceEvent): undefined {
    this.#created.see(event);
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
      return breach(`was refused with RetryAfter ${RetryAfter} by a bucket that nobody made.`, 'no bucket');
    const { Capacity: capacity, RefillRate: rate } = config;
    if (RetryAfter === 0) return breach('was refused with RetryAfter 0.', 'zero');
    if (RetryAfter < 0) return breach(`was refused with RetryAfter ${RetryAfter} ns.`, 'no wait');
    const longest = (tokens / rate) * 1e9;
    if (tokens <= capacity && RetryAfter > longest + 1)
      return breach(
        `was told to come again in ${RetryAfter} ns, where an empty bucket has ${count(tokens, 'token')} after ${longest} ns.`,
        'too long',
      );
    if (standing !== undefined && tokens <= standing.tokens && this.#created.of(call.invocation) >= standing.fromMs)
      return breach('was refused although the wait that the refusal before it named was over.', 'too short');
    if (tokens > capacity)
      return breach(
        `was told to come again in ${RetryAfter} ns; no wait brings ${count(tokens, 'token')} into a bucket for ${capacity}.`,
        'never',
      );
    this.#standing.set(call.key, { tokens, fromMs: end.atMs + Math.ceil(RetryAfter / 1e6) });
    return undefined;
  }

  exercised(): number {
    return this.#refusals;
  }
}
