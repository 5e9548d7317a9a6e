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

/** However a window (t − windowMs, t] is laid, at most `limit` admissions fall into it. */
export const neverAboveLimit = serviceInvariant('no window holds more than the limit', SERVICE, () => new Bound());

/** A refusal means that the window ending at that instant is full. */
export const neverRefusedWithRoom = serviceInvariant(
  'no request is refused while there is room',
  SERVICE,
  () => new Room(),
);

/** Waiting `retryAfterMs` with no one else asking admits, a millisecond less does not. */
export const windowAdviceIsExact: Invariant = adviceIsExact(SERVICE, () => 1);

/**
 * The admissions of one key, by the instants that handlers were shown, as their journals have them. An instant before the
 * latest admission counts as that one: for a limiter, a clock set back stands still.
 */
class Admissions {
  config: Config;
  /** In order, so that those in a window are found by bisection. */
  readonly #admittedMs: number[] = [];
  /** What had left a window once may have been forgotten: a window made longer later does not reach behind this. */
  #forgottenMs = -Infinity;

  constructor(config: Config) {
    this.config = config;
  }

  /** The instant by which a decision counts. */
  instant(shownMs: number): number {
    return Math.max(shownMs, this.#admittedMs.at(-1) ?? shownMs);
  }

  admit(atMs: number): void {
    this.#admittedMs.push(atMs);
    this.#forgottenMs = Math.max(this.#forgottenMs, atMs - this.config.windowMs);
  }

  /** Admissions in the window that ends at `atMs`. */
  inWindow(atMs: number): number {
    return this.#after(atMs - this.config.windowMs);
  }

  /** Those of them that the limiter must know of. */
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

/** Follows the admissions of every key, and has each decision judged after it is counted. */
abstract class WindowJudge implements ServiceObserver {
  readonly #limiters = new Map<string, Admissions>();
  #judgedTimes = 0;

  onCompleted(call: ServiceCall, end: CallEnd): Breach | undefined {
    // Nobody was told whether it was admitted, so from here on nothing is certain about this limiter.
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

  /** @returns undefined when the decision does not concern this judge, else the number of admissions that is wrong, or -1 */
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
        message: `decided at ${virtualTime(end.atMs)} by an instant that is not in its journal, so a retry may decide otherwise.`,
        seq: end.seq,
        kind: 'instant not journaled',
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
      message: `${describeCall(call)}, which was shown ${virtualTime(shown)}, was ${allowed ? 'admitted' : 'refused'}: of at most ${limit} admissions in ${windowMs} ms there are ${wrong} in the window that ends at ${virtualTime(atMs)}.`,
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

class Room extends WindowJudge {
  protected override wrong(allowed: boolean, limiter: Admissions, atMs: number): number | undefined {
    if (allowed) return undefined;
    const count = limiter.inWindow(atMs);
    return count < limiter.config.limit ? count : -1;
  }
}
