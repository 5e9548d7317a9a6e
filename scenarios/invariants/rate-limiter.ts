import {
  callBreach,
  type Breach,
  type CallEnd,
  describeCall,
  type Invariant,
  type ServiceCall,
  serviceInvariant,
  type ServiceObserver,
  type StateWrite,
  virtualTime,
} from '../../sim/index.ts';
import type { Bucket } from '../../objects/rate-limiter.ts';
import { adviceIsExact } from './retry-advice.ts';
import { count } from '../count.ts';

const SERVICE = 'RateLimiter';
const MICROS_PER_TOKEN = 1_000_000;

interface Config {
  readonly capacity: number;
  readonly refillPerSecond: number;
  readonly reset?: boolean;
}

interface Decision {
  readonly allowed: boolean;
  readonly remaining: number;
}

/** The level of a bucket, stored or returned, is between 0 and its capacity. */
export const levelInRange = serviceInvariant(
  'a bucket is never above capacity or below zero',
  SERVICE,
  () => new Levels(),
);

/** In any interval between decisions at most capacity + rate x length is admitted; a clock that goes back counts as still. */
export const boundIsKept = serviceInvariant(
  'a bucket admits at most capacity + rate x time',
  SERVICE,
  () => new Bound(),
);

/** A refusal means that the bucket cannot hold that many tokens at that instant. */
export const refusedOnlyWhenShort = serviceInvariant(
  'a bucket never refuses what it holds',
  SERVICE,
  () => new EmptyEnough(),
);

/** After `retryAfterMs` without other requests a check is admitted, and a millisecond earlier it is not. */
export const bucketAdviceIsExact: Invariant = adviceIsExact(SERVICE, (input) => (input as { tokens: number }).tokens);

class Levels implements ServiceObserver {
  #seen = 0;

  onWrite(call: ServiceCall, { name, value, seq, atMs }: StateWrite): Breach | undefined {
    if (name !== 'bucket') return undefined;
    const { levelMicros, capacityMicros } = value as Bucket;
    return this.#within(call, levelMicros / MICROS_PER_TOKEN, capacityMicros / MICROS_PER_TOKEN, { seq, atMs });
  }

  onCompleted(call: ServiceCall, end: CallEnd): Breach | undefined {
    if (call.handler !== 'status' || !('output' in end)) return undefined;
    const { capacity, remaining } = end.output as { capacity: number; remaining: number };
    return this.#within(call, remaining, capacity, end);
  }

  exercised(): number {
    return this.#seen;
  }

  #within(call: ServiceCall, tokens: number, capacity: number, at: { seq: number; atMs: number }): Breach | undefined {
    this.#seen++;
    if (tokens >= 0 && tokens <= capacity) return undefined;
    return callBreach(call, {
      message: `returned or stored ${count(tokens, 'token')} at ${virtualTime(at.atMs)} for a bucket with capacity ${capacity}.`,
      seq: at.seq,
      kind: tokens < 0 ? 'below zero' : 'above capacity',
    });
  }
}

/**
 * The maximum level of a bucket. It starts full, refills at the rate up to the capacity, and pays for each admission. This
 * checks the bound over *all* intervals at once: the level falls below zero exactly when the admissions of some interval
 * exceed capacity + rate x length. It takes constant time per decision.
 *
 * The length is measured between the times in the journals. A time before the latest one counts as the latest one: a clock
 * that goes back refills nothing.
 */
class Potential {
  readonly #capacityMicros: number;
  readonly #microsPerMs: number;
  #micros: number;
  #latestMs: number;

  constructor({ capacity, refillPerSecond }: Config, micros: number, atMs: number) {
    this.#capacityMicros = capacity * MICROS_PER_TOKEN;
    this.#microsPerMs = Math.round(refillPerSecond * 1_000);
    this.#micros = Math.min(micros, this.#capacityMicros);
    this.#latestMs = atMs;
  }

  static full(config: Config, atMs: number): Potential {
    return new Potential(config, Infinity, atMs);
  }

  /** The level with other limits from now on, cut to the new capacity. */
  changed(config: Config, atMs: number): Potential {
    return new Potential(config, this.#at(atMs), Math.max(atMs, this.#latestMs));
  }

  tokens(atMs: number): number {
    return this.#at(atMs) / MICROS_PER_TOKEN;
  }

  admit(tokens: number, atMs: number): void {
    this.#micros = this.#at(atMs) - tokens * MICROS_PER_TOKEN;
    this.#latestMs = Math.max(atMs, this.#latestMs);
  }

  #at(atMs: number): number {
    const filled = Math.max(0, atMs - this.#latestMs) * this.#microsPerMs;
    return Math.min(this.#capacityMicros, this.#micros + filled);
  }
}

/** Keeps the potential of every key, and judges each decision before counting it. */
abstract class PotentialJudge implements ServiceObserver {
  readonly #potentials = new Map<string, Potential>();
  #judgedTimes = 0;

  onCompleted(call: ServiceCall, end: CallEnd): Breach | undefined {
    if (call.handler !== 'check' && call.handler !== 'initialize') return undefined;
    // Its decision is unknown, so the state of this bucket is unknown from here on.
    if (call.killed) this.#potentials.delete(call.key);
    if (call.killed || !('output' in end)) return undefined;
    const atMs = call.runResults[0]?.value;
    if (typeof atMs !== 'number') {
      return callBreach(call, {
        message: `decided at ${virtualTime(end.atMs)} by a time that is not in its journal, so a retry may decide differently.`,
        seq: end.seq,
        kind: 'time not journaled',
      });
    }
    const potential = this.#potentials.get(call.key);
    if (call.handler === 'check')
      return potential && this.#check(call, end.output as Decision, { potential, atMs, end });
    const config = call.input as Config;
    const fresh = potential === undefined || config.reset === true;
    this.#potentials.set(call.key, fresh ? Potential.full(config, atMs) : potential.changed(config, atMs));
    return undefined;
  }

  exercised(): number {
    return this.#judgedTimes;
  }

  /** @returns whether the decision is right; undefined when this judge does not apply */
  protected abstract right(decision: Decision, tokens: number, possible: number): boolean | undefined;

  #check(
    call: ServiceCall,
    decision: Decision,
    at: { potential: Potential; atMs: number; end: CallEnd },
  ): Breach | undefined {
    const { tokens } = call.input as { tokens: number };
    const possible = at.potential.tokens(at.atMs);
    const right = this.right(decision, tokens, possible);
    if (decision.allowed) at.potential.admit(tokens, at.atMs);
    if (right === undefined) return undefined;
    this.#judgedTimes++;
    if (right) return undefined;
    return {
      message: `${describeCall(call)} saw the time ${virtualTime(at.atMs)} and ${decision.allowed ? 'granted' : 'refused'} ${count(tokens, 'token')}; by its capacity, its rate and all earlier admissions the bucket holds ${possible}.`,
      events: [...call.runResults.map(({ seq }) => seq), at.end.seq],
      handler: `${SERVICE}/check`,
    };
  }
}

class Bound extends PotentialJudge {
  protected override right({ allowed }: Decision, tokens: number, possible: number): boolean | undefined {
    return allowed ? tokens <= possible : undefined;
  }
}

class EmptyEnough extends PotentialJudge {
  protected override right({ allowed }: Decision, tokens: number, possible: number): boolean | undefined {
    return allowed ? undefined : tokens > possible;
  }
}
