import {
  callBreach,
  type Breach,
  type CallEnd,
  describeCall,
  type Invariant,
  type ServiceCall,
  serviceInvariant,
  type ServiceObserver,
  virtualTime,
} from '../../sim/index.ts';
import { adviceIsExact } from './retry-advice.ts';

const SERVICE = 'SlidingWindowLimiter';

interface Config {
  readonly limit: number;
  readonly windowMs: number;
}

/** Every window (t − windowMs, t] has at most `limit` admissions. */
export const neverAboveLimit = serviceInvariant('no window holds more than the limit', SERVICE, () => new Bound());

/** A refusal means that the window that ends at that time is full. */
export const neverRefusedWithRoom = serviceInvariant(
  'no request is refused while there is room',
  SERVICE,
  () => new FullEnough(),
);

/** After `retryAfterMs` without other requests a check is admitted, and a millisecond earlier it is not. */
export const windowAdviceIsExact: Invariant = adviceIsExact(SERVICE, () => 1);

/**
 * The admissions of one key, by the times in the journals. A time before the latest admission counts as that one: for a
 * limiter, a clock that goes back stands still.
 */
class Admissions {
  config: Config;
  /** In order, for binary search. */
  readonly #admittedMs: number[] = [];
  /** The limiter may have dropped earlier admissions: a window that was made longer later does not reach before this. */
  #forgottenMs = -Infinity;

  constructor(config: Config) {
    this.config = config;
  }

  /** @returns the time by which a decision counts */
  instant(shownMs: number): number {
    return Math.max(shownMs, this.#admittedMs.at(-1) ?? shownMs);
  }

  admit(atMs: number): void {
    this.#admittedMs.push(atMs);
    this.#forgottenMs = Math.max(this.#forgottenMs, atMs - this.config.windowMs);
  }

  /** @returns the number of admissions in the window that ends at `atMs` */
  inWindow(atMs: number): number {
    return this.#after(atMs - this.config.windowMs);
  }

  /** @returns the number of them that the limiter must know */
  knownInWindow(atMs: number): number {
    return this.#after(Math.max(atMs - this.config.windowMs, this.#forgottenMs));
  }

  #after(startMs: number): number {
    let from = 0;
    let to = this.#admittedMs.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#admittedMs[middle] ?? Infinity) > startMs) to = middle;
      else from = middle + 1;
    }
    return this.#admittedMs.length - from;
  }
}

/** Keeps the admissions of every key, and judges each decision after counting it. */
abstract class WindowJudge implements ServiceObserver {
  readonly #limiters = new Map<string, Admissions>();
  #judgedTimes = 0;

  onCompleted(call: ServiceCall, end: CallEnd): Breach | undefined {
    // Its decision is unknown, so the state of this limiter is unknown from here on.
    if (call.killed && call.handler !== 'status') this.#limiters.delete(call.key);
    if (call.killed || !('output' in end)) return undefined;
    const limiter = this.#limiters.get(call.key);
    if (call.handler === 'configure') {
      if (limiter === undefined) this.#limiters.set(call.key, new Admissions(call.input as Config));
      else limiter.config = call.input as Config;
    } else if (call.handler === 'check' && limiter !== undefined) {
      return this.#check(call, end.output as { allowed: boolean }, { limiter, end });
    }
    return undefined;
  }

  exercised(): number {
    return this.#judgedTimes;
  }

  /** @returns the wrong number of admissions, -1 when it is right; undefined when this judge does not apply */
  protected abstract wrong(allowed: boolean, limiter: Admissions, atMs: number): number | undefined;

  #check(
    call: ServiceCall,
    { allowed }: { allowed: boolean },
    { limiter, end }: { limiter: Admissions; end: CallEnd },
  ): Breach | undefined {
    const shown = call.runResults[0]?.value;
    const handler = `${SERVICE}/check`;
    if (typeof shown !== 'number') {
      return callBreach(call, {
        message: `decided at ${virtualTime(end.atMs)} by a time that is not in its journal, so a retry may decide differently.`,
        seq: end.seq,
        kind: 'time not journaled',
      });
    }
    const atMs = limiter.instant(shown);
    if (allowed) limiter.admit(atMs);
    const wrong = this.wrong(allowed, limiter, atMs);
    if (wrong === undefined) return undefined;
    this.#judgedTimes++;
    if (wrong < 0) return undefined;
    const { limit, windowMs } = limiter.config;
    return {
      message: `${describeCall(call)}, at the time ${virtualTime(shown)}, was ${allowed ? 'admitted' : 'refused'}: the window of ${windowMs} ms that ends at ${virtualTime(atMs)} has ${wrong} admissions, and at most ${limit} are allowed.`,
      events: [...call.runResults.map(({ seq }) => seq), end.seq],
      handler,
    };
  }
}

class Bound extends WindowJudge {
  protected override wrong(allowed: boolean, limiter: Admissions, atMs: number): number | undefined {
    if (!allowed) return undefined;
    const count = limiter.knownInWindow(atMs);
    return count > limiter.config.limit ? count : -1;
  }
}

class FullEnough extends WindowJudge {
  protected override wrong(allowed: boolean, limiter: Admissions, atMs: number): number | undefined {
    if (allowed) return undefined;
    const count = limiter.inWindow(atMs);
    return count < limiter.config.limit ? count : -1;
  }
}
