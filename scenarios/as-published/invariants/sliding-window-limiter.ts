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
import { CreationTimes } from '../helpers.ts';
import { count } from '../../count.ts';

const SERVICE = 'SlidingWindowLimiter';
/** Constants of the listing. */
const LIMIT = 100;
const WINDOW_MS = 60_000;

/** Of requests that are certainly within one minute, at most 100 are admitted. */
export const atMostTheLimit = serviceInvariant('no window holds more than the limit', SERVICE, () => new Window(true));

/** A refused request is not one of the first 100 of a minute. */
export const neverRefusedWithRoom = serviceInvariant(
  'nobody is refused while there is room',
  SERVICE,
  () => new Window(false),
);

interface Admission {
  readonly bornMs: number;
  readonly endedMs: number;
}

/** A request was served at some moment between its start and its end; the check assumes the best one for the limiter. */
class Window implements ServiceObserver {
  readonly #created = new CreationTimes();
  readonly #admissions = new Map<string, Admission[]>();
  readonly #admitted: boolean;
  #judged = 0;

  constructor(admitted: boolean) {
    this.#admitted = admitted;
  }

  onEvent(event: TraceEvent): undefined {
    this.#created.see(event);
  }

  onCompleted(call: ServiceCall, end: CallEnd): Breach | undefined {
    if (!('output' in end)) return undefined;
    const admissions = this.#admissions.get(call.key) ?? [];
    this.#admissions.set(call.key, admissions);
    const bornMs = this.#created.of(call.invocation);
    if (end.output === true) admissions.push({ bornMs, endedMs: end.atMs });
    if (end.output !== this.#admitted) return undefined;
    this.#judged++;
    const certain = admissions.filter((admission) => admission.bornMs > end.atMs - WINDOW_MS).length;
    const possible = admissions.filter((admission) => admission.endedMs > bornMs - WINDOW_MS).length;
    if (this.#admitted ? certain <= LIMIT : possible >= LIMIT) return undefined;
    const message = this.#admitted
      ? `was the ${certain}th to be admitted within a minute, of ${LIMIT}.`
      : `was refused with at most ${possible} admitted within a minute, of ${LIMIT}.`;
    return callBreach(call, { message, seq: end.seq });
  }

  exercised(): number {
    return this.#judged;
  }
}

/** An admission at a time before the last one counts as one at the last time: otherwise it leaves the window too early. */
export const clocksStandStill = serviceInvariant('a clock that is behind lets nobody more through', SERVICE, () => {
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
      return callBreach(call, { message: `was the ${inWindow}th within a minute, of ${LIMIT}.`, seq });
    },
    exercised: () => written,
  };
});

/** The log keeps every admission of the last minute. */
export const logsStay = serviceInvariant('what was admitted stays in the log', SERVICE, () => {
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
        message: `left ${count(after.length, 'admission')} in a log of ${kept} that are not a minute old.`,
        seq,
      });
    },
    exercised: () => written,
  };
});
