import {
  type Breach,
  callBreach,
  type CallEnd,
  type ServiceCall,
  serviceInvariant,
  type ServiceObserver,
  type TraceEvent,
} from '../../../sim/index.ts';
import type { RequestLog } from '../../../objects/as-published/sliding-window-limiter.ts';
import { Births } from '../helpers.ts';
import { count } from '../../count.ts';

const SERVICE = 'SlidingWindowLimiter';
/** Built into the listing. */
const LIMIT = 100;
const WINDOW_MS = 60_000;

/** Of requests that certainly lie within one minute, at most 100 are admitted. */
export const atMostTheLimit = serviceInvariant('no window holds more than the limit', SERVICE, () => new Window(true));

/** A refused request is not one of the first 100 of a minute. */
export const neverRefusedWithRoom = serviceInvariant(
  'no request is refused while there is room',
  SERVICE,
  () => new Window(false),
);

interface Admission {
  readonly bornMs: number;
  readonly endedMs: number;
}

/** A request was served at some time between its beginning and its end; the limiter gets the benefit of the doubt. */
class Window implements ServiceObserver {
  readonly #births = new Births();
  readonly #admissions = new Map<string, Admission[]>();
  readonly #admitted: boolean;
  #judged = 0;

  constructor(admitted: boolean) {
    this.#admitted = admitted;
  }

  onEvent(event: TraceEvent): undefined {
    this.#births.see(event);
  }

  onCompleted(call: ServiceCall, end: CallEnd): Breach | undefined {
    if (!('output' in end)) return undefined;
    const admissions = this.#admissions.get(call.key) ?? [];
    this.#admissions.set(call.key, admissions);
    const bornMs = this.#births.of(call.invocation);
    if (end.output === true) admissions.push({ bornMs, endedMs: end.atMs });
    if (end.output !== this.#admitted) return undefined;
    this.#judged++;
    const certain = admissions.filter((admission) => admission.bornMs > end.atMs - WINDOW_MS).length;
    const possible = admissions.filter((admission) => admission.endedMs > bornMs - WINDOW_MS).length;
    if (this.#admitted ? certain <= LIMIT : possible >= LIMIT) return undefined;
    const message = this.#admitted
      ? `was admitted as number ${certain} within a minute, and the limit is ${LIMIT}.`
      : `was refused, and at most ${possible} requests were admitted within a minute; the limit is ${LIMIT}.`;
    return callBreach(call, { message, seq: end.seq });
  }

  exercised(): number {
    return this.#judged;
  }
}

/** An admission dated before the previous one counts at the time of the previous one: otherwise it leaves the window too soon. */
export const clocksStandStill = serviceInvariant('a slow clock does not raise the limit', SERVICE, () => {
  const logs = new Map<string, number[]>();
  let written = 0;
  return {
    onWrite: (call, { value, seq }) => {
      written++;
      const log = logs.get(call.key) ?? [];
      logs.set(call.key, log);
      const last = log.at(-1) ?? -Infinity;
      const atMs = Math.max(last, (value as RequestLog).timestamps?.at(-1) ?? last);
      log.push(atMs);
      const inWindow = log.filter((one) => one > atMs - WINDOW_MS).length;
      if (inWindow <= LIMIT) return undefined;
      return callBreach(call, {
        message: `was admitted as number ${inWindow} within a minute, and the limit is ${LIMIT}.`,
        seq,
      });
    },
    exercised: () => written,
  };
});

/** No admission of the last minute is forgotten. */
export const logsStay = serviceInvariant('an admission stays in the log', SERVICE, () => {
  const logs = new Map<string, readonly number[]>();
  let written = 0;
  return {
    onWrite: (call, { value, seq, atMs }) => {
      written++;
      const before = logs.get(call.key) ?? [];
      const after = (value as RequestLog).timestamps ?? [];
      logs.set(call.key, after);
      const kept = before.filter((timestamp) => timestamp > atMs - WINDOW_MS).length;
      if (after.length > kept) return undefined;
      return callBreach(call, {
        message: `stored a log of ${count(after.length, 'admission')}, in the place of one with ${kept} from the last minute.`,
        seq,
      });
    },
    exercised: () => written,
  };
});
