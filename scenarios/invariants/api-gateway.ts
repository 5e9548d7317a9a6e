import type { ApiRequest, ApiResponse, Backend } from '../../objects/api-gateway.ts';
import type { Breach, Invariant } from '../../sim/checks/invariant.ts';
import type { TraceEvent } from '../../sim/trace/event.ts';
import { judged, moment, named, type Call, type End, type Judge } from './calls.ts';

const SERVICE = 'APIGateway';
const HANDLER = `${SERVICE}/handle`;
/** Of the scenario's gateway. */
const CAPACITY = 2;
const PER_MS = 0.0007;

/** A 429 says when to come again, in whole seconds of at least 1. */
export const retryAfterIsWhole = judged('Retry-After is a whole number of seconds, at least 1', SERVICE, () => {
  let refusals = 0;
  return {
    ended: (call, end) => {
      const response = refusalIn(end);
      if (response === undefined) return undefined;
      refusals++;
      const said = response.headers['retry-after'] ?? 'nothing';
      if (/^[1-9]\d*$/.test(said)) return undefined;
      return {
        message: `${named(SERVICE, call)} was refused with Retry-After ${said}.`,
        events: [end.seq],
        handler: HANDLER,
      };
    },
    exercised: () => refusals,
  };
});

/** Who waits for as long as told, and nobody was admitted in between, is admitted. */
export const comesAgainInTime = judged('Retry-After is never too short', SERVICE, () => new ComesAgain());

/** Over the whole run a user has no more requests processed than the limits allow in the longest time that it took. */
export const limitIsKept = judged('a user is admitted within the limits', SERVICE, () => {
  const users = new Map<string, { readonly firstMs: number; admitted: number }>();
  const births = new Map<string, number>();
  return {
    saw: (event) => {
      if (event.type === 'invocation created') births.set(event.invocation, event.atMs);
      return undefined;
    },
    ended: (call, end) => {
      const { userId } = (call.input ?? {}) as Partial<ApiRequest>;
      if (userId === undefined || call.killed || !('answer' in end) || refusalIn(end) !== undefined) return undefined;
      const user = users.get(userId) ?? { firstMs: births.get(call.invocation) ?? end.atMs, admitted: 0 };
      users.set(userId, user);
      user.admitted++;
      const most = CAPACITY + (end.atMs - user.firstMs) * PER_MS;
      if (user.admitted <= most + 1e-9) return undefined;
      return {
        message: `${named(SERVICE, call)} is the ${user.admitted}th request of ${userId} to be admitted by ${moment(end.atMs)}; there were tokens for ${most}.`,
        events: [end.seq],
        handler: HANDLER,
      };
    },
    exercised: () => users.size,
  };
});

/** However often it is tried, the backend does what one request asks for once. */
export const processedOnce: Invariant = {
  name: 'a request is processed at most once',
  watch: () => {
    const keys = new Map<string, string>();
    return {
      see: (event) => {
        if (event.type !== 'effect began' || event.invocation === undefined) return undefined;
        const { idempotencyKey } = event.input as Parameters<Backend['process']>[0];
        const first = keys.get(event.invocation);
        keys.set(event.invocation, idempotencyKey);
        if (first === undefined || first === idempotencyKey) return undefined;
        return {
          message: `Operation ${event.invocation} asked the backend under ${idempotencyKey} at ${moment(event.atMs)}, and before under ${first}: the backend cannot know that it is the same request.`,
          events: [event.seq],
          handler: HANDLER,
        };
      },
      exercised: () => keys.size,
    };
  },
};

class ComesAgain implements Judge {
  readonly #births = new Map<string, number>();
  /** User -> from when on the next request is admitted, as long as nobody was admitted since. */
  readonly #promised = new Map<string, { readonly fromMs: number; readonly seq: number }>();
  #tested = 0;

  saw(event: TraceEvent): undefined {
    if (event.type === 'invocation created') this.#births.set(event.invocation, event.atMs);
    // Whatever reaches the backend was admitted, even if nobody was told.
    if (event.type === 'effect began') this.#promised.delete((event.input as ApiRequest).userId);
  }

  ended(call: Call, end: End): Breach | undefined {
    const { userId = '' } = (call.input ?? {}) as Partial<ApiRequest>;
    const response = refusalIn(end);
    const promise = this.#promised.get(userId);
    this.#promised.delete(userId);
    const bornMs = this.#births.get(call.invocation) ?? Infinity;
    const due = promise !== undefined && bornMs >= promise.fromMs;
    if (due) this.#tested++;
    if (response === undefined) return undefined;
    if (due)
      return {
        message: `${named(SERVICE, call)} was refused although it came at ${moment(bornMs)}, after the Retry-After of the refusal before it.`,
        events: [promise.seq, end.seq],
        handler: HANDLER,
      };
    const seconds = Number(response.headers['retry-after']);
    this.#promised.set(userId, { fromMs: end.atMs + seconds * 1_000, seq: end.seq });
    return undefined;
  }

  exercised(): number {
    return this.#tested;
  }
}

function refusalIn(end: End): ApiResponse | undefined {
  if (!('answer' in end)) return undefined;
  const response = end.answer as ApiResponse;
  return response.status === 429 ? response : undefined;
}
