import {
  callBreach,
  type Breach,
  type CallEnd,
  describeCall,
  type Invariant,
  type ServiceCall,
  serviceInvariant,
  type ServiceObserver,
  type TraceEvent,
  virtualTime,
} from '../../sim/index.ts';
import type { ApiRequest, ApiResponse, Backend } from '../../objects/api-gateway.ts';

const SERVICE = 'APIGateway';
const HANDLER = `${SERVICE}/handle`;
/** The limits of the scenario's gateway. */
const CAPACITY = 2;
const PER_MS = 0.0007;

/** A 429 has a Retry-After of whole seconds, at least 1. */
export const retryAfterIsWhole = serviceInvariant(
  'Retry-After is a whole number of seconds, at least 1',
  SERVICE,
  () => {
    let refusals = 0;
    return {
      onCompleted: (call, end) => {
        const response = refusalIn(end);
        if (response === undefined) return undefined;
        refusals++;
        const said = response.headers['retry-after'] ?? 'nothing';
        if (/^[1-9]\d*$/.test(said)) return undefined;
        return callBreach(call, { message: `was refused with Retry-After ${said}.`, seq: end.seq });
      },
      exercised: () => refusals,
    };
  },
);

/** A request after the time of Retry-After is admitted, unless another one was admitted in between. */
export const retriesInTime = serviceInvariant('Retry-After is never too short', SERVICE, () => new RetriesInTime());

/** The admitted requests of a user never exceed what the limits allow in the time since its first request. */
export const limitIsKept = serviceInvariant('a user is admitted within the limits', SERVICE, () => {
  const users = new Map<string, { readonly first: string; admitted: number }>();
  const births = new Map<string, number>();
  return {
    onCreated: (call) => {
      const userId = userOf(call);
      if (!users.has(userId)) users.set(userId, { first: call.invocation, admitted: 0 });
    },
    onEvent: (event) => {
      if (event.type === 'invocation created') births.set(event.invocation, event.atMs);
      return undefined;
    },
    onCompleted: (call, end) => {
      const user = users.get(userOf(call));
      if (user === undefined || !('output' in end) || refusalIn(end) !== undefined) return undefined;
      user.admitted++;
      const most = CAPACITY + (end.atMs - (births.get(user.first) ?? end.atMs)) * PER_MS;
      if (user.admitted <= most + 1e-9) return undefined;
      return callBreach(call, {
        message: `is request ${user.admitted} of ${userOf(call)} that was admitted by ${virtualTime(end.atMs)}; the limits allow ${most}.`,
        seq: end.seq,
      });
    },
    exercised: () => users.size,
  };
});

/** All backend calls of one request have the same idempotency key. */
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
          message: `Operation ${event.invocation} called the backend with the key ${idempotencyKey} at ${virtualTime(event.atMs)}, and with ${first} before: the backend cannot recognise the repetition.`,
          events: [event.seq],
          handler: HANDLER,
        };
      },
      exercised: () => keys.size,
    };
  },
};

/** Observes the limiter too, because it admits a request before the gateway responds. */
class RetriesInTime implements ServiceObserver {
  readonly #births = new Map<string, number>();
  /** Invocation of a limiter check -> its user. */
  readonly #checks = new Map<string, string>();
  readonly #lastAdmission = new Map<string, number>();
  /** Invocation of the gateway -> when its check was refused. */
  readonly #refusals = new Map<string, number>();
  /** User -> when the next request must be admitted, if no other one was admitted since. */
  readonly #promised = new Map<string, { readonly fromMs: number; readonly seq: number }>();
  #tested = 0;

  onEvent(event: TraceEvent): undefined {
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

  onCompleted(call: ServiceCall, end: CallEnd): Breach | undefined {
    const response = refusalIn(end);
    if (response === undefined) return undefined;
    const userId = userOf(call);
    const promise = this.#promised.get(userId);
    const bornMs = this.#births.get(call.invocation) ?? -Infinity;
    if (promise !== undefined && bornMs >= promise.fromMs)
      return {
        message: `${describeCall(call)} was refused although it came at ${virtualTime(bornMs)}, after the Retry-After of the refusal before it.`,
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

function userOf({ input }: ServiceCall): string {
  return (input as Partial<ApiRequest> | null | undefined)?.userId ?? '';
}

function refusalIn(end: CallEnd): ApiResponse | undefined {
  if (!('output' in end)) return undefined;
  const response = end.output as ApiResponse;
  return response.status === 429 ? response : undefined;
}
