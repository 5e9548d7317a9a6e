import {
  type Breach,
  type CallEnd,
  describeCall,
  type Invariant,
  type ServiceCall,
  serviceInvariant,
  type ServiceObserver,
  virtualTime,
} from '../../sim/index.ts';

/** The response of a limiter to a check. */
interface Decision {
  readonly allowed: boolean;
  readonly retryAfterMs: number | null;
}

/** A refusal, and the time from which a check of that size must be admitted. */
interface Advice {
  readonly tokens: number;
  /** Infinity where no wait is long enough. */
  readonly fromMs: number;
  readonly seq: number;
}

/**
 * `retryAfterMs` is exact: until another request is admitted or the limits change, a check at that time is admitted, and a
 * check at an earlier time is refused.
 * @param tokensOf the size of a check
 */
export function adviceIsExact(service: string, tokensOf: (input: unknown) => number): Invariant {
  return serviceInvariant(
    'retryAfterMs is exact to the millisecond',
    service,
    () => new AdviceJudge(service, tokensOf),
  );
}

class AdviceJudge implements ServiceObserver {
  readonly #service: string;
  readonly #tokensOf: (input: unknown) => number;
  /** Key -> tokens -> the latest refusal, until the bucket changes. */
  readonly #standing = new Map<string, Map<number, Advice>>();
  #tested = 0;

  constructor(service: string, tokensOf: (input: unknown) => number) {
    this.#service = service;
    this.#tokensOf = tokensOf;
  }

  onCompleted(call: ServiceCall, end: CallEnd): Breach | undefined {
    if (call.handler === 'status') return undefined;
    if (call.handler !== 'check') this.#standing.delete(call.key);
    else if (call.killed) this.#standing.delete(call.key);
    else if ('output' in end) return this.#decided(call, end.output as Decision, end);
    return undefined;
  }

  exercised(): number {
    return this.#tested;
  }

  #decided(call: ServiceCall, { allowed, retryAfterMs }: Decision, { seq }: CallEnd): Breach | undefined {
    const atMs = call.runResults[0]?.value;
    // The bounds report a decision without a time in its journal.
    if (typeof atMs !== 'number') return undefined;
    const tokens = this.#tokensOf(call.input);
    const standing = this.#standing.get(call.key);
    for (const advice of standing?.values() ?? []) {
      const breach = this.#compare(call, { tokens, allowed, atMs, seq }, advice);
      if (breach !== undefined) return breach;
    }
    if (allowed) this.#standing.delete(call.key);
    else {
      const advice = { tokens, fromMs: retryAfterMs === null ? Infinity : atMs + retryAfterMs, seq };
      if (standing === undefined) this.#standing.set(call.key, new Map([[tokens, advice]]));
      else standing.set(tokens, advice);
    }
    return undefined;
  }

  #compare(
    call: ServiceCall,
    check: { readonly tokens: number; readonly allowed: boolean; readonly atMs: number; readonly seq: number },
    advice: Advice,
  ): Breach | undefined {
    const mustPass = check.tokens <= advice.tokens && check.atMs >= advice.fromMs;
    const mustWait = check.tokens >= advice.tokens && check.atMs < advice.fromMs;
    if (mustPass || mustWait) this.#tested++;
    if (check.allowed ? !mustWait : !mustPass) return undefined;
    const until =
      advice.fromMs === Infinity ? 'that no wait is long enough' : `to retry at ${virtualTime(advice.fromMs)}`;
    return {
      message: `${this.#service}/${call.key} refused a check and said ${until}. No other request was admitted in between, but ${describeCall(call)}, at the time ${virtualTime(check.atMs)}, was ${check.allowed ? 'admitted' : 'refused'}.`,
      events: [advice.seq, check.seq],
      handler: `${this.#service}/check`,
      kind: check.allowed ? 'too long' : 'too short',
    };
  }
}
