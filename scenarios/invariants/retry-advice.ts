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

/** What a limiter answers to a check. */
interface Decision {
  readonly allowed: boolean;
  readonly retryAfterMs: number | null;
}

/** A refusal, and from when on, by the clock that the handler was shown, so much must be admitted. */
interface Advice {
  readonly tokens: number;
  /** Infinity where the limiter said that no wait will do. */
  readonly fromMs: number;
  readonly seq: number;
}

/**
 * `retryAfterMs` is exact: until somebody is admitted or the limits are changed, a check that is shown that instant is
 * admitted, and one that is shown an earlier instant is refused.
 * @param tokensOf how much a check asks for; more is never easier to get than less
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
  /** Key -> tokens -> the latest advice, as long as nothing has changed since. */
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
    // A decision without an instant in its journal is for the bounds to object to.
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
      advice.fromMs === Infinity ? 'that no wait will do' : `to come again at ${virtualTime(advice.fromMs)}`;
    return {
      message: `${this.#service}/${call.key} refused a check and said ${until}. Nobody was admitted in between, and yet ${describeCall(call)}, which was shown ${virtualTime(check.atMs)}, was ${check.allowed ? 'admitted' : 'refused'}.`,
      events: [advice.seq, check.seq],
      handler: `${this.#service}/check`,
      kind: check.allowed ? 'too long' : 'too short',
    };
  }
}
