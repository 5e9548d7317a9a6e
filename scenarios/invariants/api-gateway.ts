import type { ApiRequest, ApiResponse, Backend } from '../../objects/api-gateway.ts';
import type { Breach, Invariant } from '../../sim/checks/invariant.ts';
import { moment } from '../../sim/checks/naming.ts';
import type { TraceEvent } from '../../sim/trace/event.ts';
import { judged, named, type Call, type End, type Judge } from './calls.ts';

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
  const users = new Map<string, { readonly first: string; admitted: number }>();
  const births = new Map<string, number>();
  return {
    began: (call) => {
      const userId = userOf(call);
      if (!users.has(userId)) users.set(userId, { first: call.invocation, admitted: 0 });
    },
    saw: (event) => {
      if (event.type === 'invocation created') births.set(event.invocation, event.atMs);
      return undefined;
    },
    ended: (call, end) => {
      const user = users.get(userOf(call));
      if (user === undefined || !('answer' in end) || refusalIn(end) !== undefined) return undefined;
      user.admitted++;
      const most = CAPACITY + (end.atMs - (births.get(user.first) ?? end.atMs)) * PER_MS;
      if (user.admitted <= most + 1e-9) return undefined;
      return {
        message: `${named(SERVICE, call)} is request ${user.admitted} of ${userOf(call)} to be admitted by ${moment(end.atMs)}; there were tokens for ${most}.`,
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

/** Follows the limiter too: it is there that somebody is admitted, long before the gateway has answered. */
class ComesAgain implements Judge {
  readonly #births = new Map<string, number>();
  /** Checks of the limiter, by invocation: the user they are for. */
  readonly #checks = new Map<string, string>();
  readonly #lastAdmission = new Map<string, number>();
  /** Invocation of the gateway -> when its check was refused. */
  readonly #refusals = new Map<string, number>();
  /** User -> from when on the next request is admitted, as long as nobody was admitted since. */
  readonly #promised = new Map<string, { readonly fromMs: number; readonly seq: number }>();
  #tested = 0;

  saw(event: TraceEvent): undefined {
    if (event.type === 'invocation created') {
      this.#births.set(event.invocation, event.atMs);
      const { service, handler, key = '' } = event.target;
      if (service === 'RateLimiter' && handler === 'check')
        this.#checks.set(event.invocation, key.replace('user:', ''));
    }
    const userId = event.type === 'completed' ? this.#checks.get(event.invocation) : undefined;
    if (event.type !== 'completed' || userId === undefined || !('ok' in event.result)) return;
    const { allowed } = JSON.parse(new TextDecoder().decode(event.result.ok)) as { allowed: boolean };
    if (allowed) {
      this.#lastAdmission.set(userId, event.seq);
      this.#promised.delete(userId);
    } else this.#refusals.set(event.invocation.slice(0, event.invocation.lastIndexOf('/')), event.seq);
  }

  ended(call: Call, end: End): Breach | undefined {
    const response = refusalIn(end);
    if (response === undefined) return undefined;
    const userId = userOf(call);
    const promise = this.#promised.get(userId);
    const bornMs = this.#births.get(call.invocation) ?? -Infinity;
    if (promise !== undefined && bornMs >= promise.fromMs)
      return {
        message: `${named(SERVICE, call)} was refused although it came at ${moment(bornMs)}, after the Retry-After of the refusal before it.`,
        events: [promise.seq, end.seq],
        handler: HANDLER,
      };
    const refusedAt = this.#refusals.get(call.invocation) ?? -1;
    if ((this.#lastAdmission.get(userId) ?? -1) > refusedAt) return undefined;
    this.#tested++;
    const seconds = Number(response.headers['retry-after']);
    this.#promised.set(userId, { fromMs: end.atMs + seconds * 1_000, seq: end.seq });
    return undefined;
  }

  exercised(): number {
    return this.#tested;
  }
}

function userOf({ input }: Call): string {
  return (input as Partial<ApiRequest> | null | undefined)?.userId ?? '';
}

function refusalIn(end: End): ApiResponse | undefined {
  if (!('answer' in end)) return undefined;
  const response = end.answer as ApiResponse;
  return response.status === 429 ? response : undefined;
}
