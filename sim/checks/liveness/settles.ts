import { LimitReached } from '../../core/errors.ts';
import { neededBy } from '../../core/refused-calls.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';
import type { Breach, Invariant, LeftWaiting, RunView, Watcher } from '../invariant.ts';
import { handlerOf, describeInvocation } from '../naming.ts';
import { deadlockOf } from './deadlock.ts';
import { neverSettlesBreach, noResponseBreach, retryBreach, stuckBreach } from './messages.ts';
import { OwnLockWaits } from './own-lock-waits.ts';
import { causeOf, type OpenInvocation } from './open-invocation.ts';
import { repeatsItself, RecentEvents, type Repetition } from './recent-events.ts';
import { Situation } from './situation.ts';
import { waitsOf, type Wait } from './waits.ts';

/** After faults have stopped, every invocation ends: no deadlock, no endless retry, no lost wake-up. */
export const everythingSettles: Invariant = settles([]);

/**
 * After faults have stopped, every invocation ends, or waits for something that the test still owes it. It replaces the
 * built-in invariant of the same name.
 * @param owed what may be left open: `promise <name>`, `signal <name>`, `awakeable`, `cancel` or `resume`; or
 * `anything` that has to come from outside, except a `resume`
 * @param services the same for single services by name, in place of the first list
 */
export function settles(
  owed: readonly string[],
  services: Readonly<Record<string, readonly string[]>> = {},
): Invariant {
  return { name: 'everything settles', watch: (view) => new SettleWatcher(new Owed(owed, services), view) };
}

/** What may be left open, by service. */
class Owed {
  readonly #forAll: ReadonlySet<string>;
  readonly #services: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(forAll: readonly string[], services: Readonly<Record<string, readonly string[]>>) {
    this.#forAll = new Set(forAll);
    this.#services = new Map(Object.entries(services).map(([service, owed]) => [service, new Set(owed)]));
  }

  /** @returns whether this invocation may wait at the end of a run for what has this label */
  covers({ created }: OpenInvocation, label: string): boolean {
    return (this.#services.get(created.target.service) ?? this.#forAll).has(label);
  }

  /** The same for what has to come from outside. */
  coversWait(open: OpenInvocation, label: string): boolean {
    return this.covers(open, label) || this.covers(open, ANYTHING);
  }
}

const ANYTHING = 'anything';

/** Failures in a row, with nothing stored in between, that count as an endless retry when a limit is reached. */
const MIN_FAILURES = 20;

/** The limits that a run reaches when code needs the network, or a service that is not bound. */
const NETWORK = 'network';
const NOT_BOUND = 'not bound';
const OUT_OF_SCOPE: ReadonlySet<string> = new Set([NETWORK, NOT_BOUND]);

/** What is owed, in words: `promise paid` is `the promise "paid"`. */
function owedText(label: string): string {
  const [kind = '', ...rest] = label.split(' ');
  switch (kind) {
    case 'awakeable':
      return 'an awakeable';
    case 'cancel':
      return 'a cancel';
    default:
      return `the ${kind} "${rest.join(' ')}"`;
  }
}
/** What to do where a job is to be followed for longer. */
const LONGER = "a horizon, such as `horizon: '90d'` or `--horizon 90d`, makes it go on for more virtual time.";

class SettleWatcher implements Watcher {
  readonly #owed: Owed;
  readonly #situation: Situation;
  readonly #ownLocks: OwnLockWaits;
  readonly #binds: RunView['binds'];
  readonly #recent = new RecentEvents();
  /** Handlers for which the advice about the network was given. */
  readonly #withoutNetwork = new Set<string>();

  /** Jobs that would schedule themselves forever, which the run left waiting for their time. */
  readonly #jobs = new Set<string>();

  constructor(owed: Owed, view: RunView) {
    this.#owed = owed;
    this.#situation = new Situation((invocation) => view.who(invocation));
    this.#ownLocks = new OwnLockWaits(view);
    this.#binds = view.binds?.bind(view);
  }

  see(event: TraceEvent): Breach | undefined {
    if (event.type === 'limit') return OUT_OF_SCOPE.has(event.limit) ? undefined : this.#limit(event);
    if (event.type === 'jobs left') return this.#leave(event);
    this.#recent.see(event);
    this.#situation.see(event);
    this.#ownLocks.see(event);
    if (event.type === 'attempt failed') {
      const open = this.#situation.open.get(event.invocation);
      if (open !== undefined && causeOf(event) === 'abort timeout' && open.outsideWait?.attempt === event.attempt) {
        if (open.refused !== undefined)
          this.#throwRefused(open, open.refused.text, 'It waits for a result that never comes.');
        return neverSettlesBreach(open, event, open.outsideWait);
      }
      if ((open?.failing?.times ?? 0) >= MIN_FAILURES) this.#throwIfOutOfScope(open);
    }
    return event.type === 'notified' ? this.#adviseOnNetwork(event) : undefined;
  }

  /** A step without network fails, so the run does not show what its handler does with a response. */
  #adviseOnNetwork({ invocation, notification: { result }, seq }: EventOf<'notified'>): Breach | undefined {
    if (typeof result !== 'object' || !('failure' in result) || neededBy(result.failure.message) === undefined)
      return undefined;
    const target = this.#situation.open.get(invocation)?.created.target;
    const name = target === undefined ? invocation : handlerOf(target);
    if (this.#withoutNetwork.has(name)) return undefined;
    this.#withoutNetwork.add(name);
    const message = `${name} got an error instead of a response, so its success path was not exercised: ${result.failure.message}.`;
    return { message, events: [seq], handler: name, kind: 'no network', advice: true };
  }

  /**
   * An invocation that fails because a simulation has no network, or because it calls a service that is not bound, is not
   * a finding.
   * @throws {LimitReached} which leaves the run undecided, and says what to stub or to bind
   */
  #throwIfOutOfScope(open: OpenInvocation | undefined): void {
    const message = open?.failing?.last.message;
    if (open === undefined || message === undefined) return;
    const handler = handlerOf(open.created.target);
    const needed = neededBy(message);
    if (needed !== undefined)
      throw new LimitReached(NETWORK, `${handler} cannot continue without ${needed}: ${message}.`);
    const { refused } = open;
    // Node's own fetch connects in the attempt that called it first, whichever attempts wait for the connection.
    if (refused !== undefined && (refused.attempt === open.failing?.last.attempt || message.endsWith('fetch failed'))) {
      this.#throwRefused(open, refused.text, `It fails with: ${message}.`);
    }
    const [, asked, service = ''] = /the service handler (([^/]+)\/\S+) was not found$/.exec(message) ?? [];
    if (asked !== undefined && this.#binds?.(service) === false) {
      const remedy = `name the file that exports ${service} too, or add its definition to \`services\``;
      throw new LimitReached(
        NOT_BOUND,
        `${handler} cannot continue without ${asked}, which is not bound here: ${remedy}.`,
      );
    }
  }

  #throwRefused({ created: { target } }: OpenInvocation, text: string, consequence: string): never {
    const words = `${handlerOf(target)} cannot continue without ${neededBy(text) ?? 'it'}: ${text}. ${consequence}`;
    throw new LimitReached(NETWORK, words);
  }

  end(): Breach | undefined {
    const waits = new Map<string, readonly Wait[]>();
    for (const [invocation, open] of this.#situation.open) waits.set(invocation, waitsOf(open, this.#situation));
    const stuck = [...this.#situation.open.values()].filter(
      ({ created: { invocation } }) => !this.#jobs.has(invocation) && !this.#isExcused(invocation, waits, new Set()),
    );
    for (const open of stuck) this.#throwIfOutOfScope(open);
    const locked = this.#inOwnLock(waits) ?? this.#lost(stuck, waits);
    return locked ?? this.#deadlock(stuck, waits) ?? this.#stuck(stuck, waits) ?? this.#unanswered();
  }

  /** The waits that are waived, without those that are only a consequence of another one. */
  left(): readonly LeftWaiting[] {
    return [...this.#situation.open.values()].flatMap((open) => {
      const { created, status, latest } = open;
      const what = status === 'paused' ? this.#waivedResume(open) : this.#waivedWait(open);
      if (what === undefined || this.#jobs.has(created.invocation)) return [];
      return [{ handler: handlerOf(created.target), invocation: created.invocation, what, event: latest.seq }];
    });
  }

  #waivedResume(open: OpenInvocation): string | undefined {
    return this.#owed.covers(open, 'resume') ? 'a resume' : undefined;
  }

  #waivedWait(open: OpenInvocation): string | undefined {
    for (const wait of waitsOf(open, this.#situation)) {
      if (wait.kind === 'outside' && this.#owed.coversWait(open, wait.label)) return owedText(wait.label);
    }
    return undefined;
  }

  /** A job that schedules itself is no fault; that the run did not follow it to an end is said. */
  #leave({ jobs, seq }: EventOf<'jobs left'>): Breach | undefined {
    for (const { invocation } of jobs) this.#jobs.add(invocation);
    const [first] = jobs;
    const target = first === undefined ? undefined : this.#situation.open.get(first.invocation)?.created.target;
    if (first === undefined || target === undefined) return undefined;
    return {
      message:
        first.sleeps === undefined
          ? `${handlerOf(target)} schedules itself again after each run. Where nothing else is left, a run follows such a job for 12 rounds and then ends; ${LONGER}`
          : `${handlerOf(target)} sleeps again and again, and no client waits for it. Where nothing else is left, a run follows such a loop for 100 sleeps and then ends; ${LONGER}`,
      events: [seq],
      handler: handlerOf(target),
      kind: 'schedules itself',
      advice: true,
    };
  }

  exercised(): number {
    return this.#situation.endedCount;
  }

  /** Whether it waits, directly or through others, for something that the test still owes. */
  #isExcused(invocation: string, waits: ReadonlyMap<string, readonly Wait[]>, seen: Set<string>): boolean {
    if (seen.has(invocation)) return false;
    seen.add(invocation);
    const open = this.#situation.open.get(invocation);
    if (open === undefined) return false;
    if (open.status === 'paused') return this.#owed.covers(open, 'resume');
    return (waits.get(invocation) ?? []).some((wait) => {
      switch (wait.kind) {
        case 'outside':
          return this.#owed.coversWait(open, wait.label);
        case 'lock':
          return wait.holder !== undefined && this.#isExcused(wait.holder, waits, seen);
        case 'result':
          return wait.from !== undefined && this.#isExcused(wait.from, waits, seen);
        case 'own':
        case 'lost':
          return false;
      }
    });
  }

  /** Judged although `anything` is owed: what only a handler behind the lock could complete comes from nowhere. */
  #inOwnLock(waits: ReadonlyMap<string, readonly Wait[]>): Breach | undefined {
    for (const [invocation, open] of this.#situation.open) {
      if (open.status !== 'suspended' || this.#owed.covers(open, 'awakeable')) continue;
      const breach = this.#ownLocks.breachOf(open, waits.get(invocation) ?? [], this.#situation);
      if (breach !== undefined) return breach;
    }
    return undefined;
  }

  #lost(stuck: readonly OpenInvocation[], waits: ReadonlyMap<string, readonly Wait[]>): Breach | undefined {
    for (const open of stuck) {
      for (const wait of waits.get(open.created.invocation) ?? []) {
        if (wait.kind !== 'lost') continue;
        return {
          message: `Lost wake-up: ${describeInvocation(open.created)} waits forever for ${wait.text}.`,
          events: [wait.event, open.latest.seq].sort((a, b) => a - b),
          handler: handlerOf(open.created.target),
          kind: 'lost wake-up',
        };
      }
    }
    return undefined;
  }

  #deadlock(stuck: readonly OpenInvocation[], waits: ReadonlyMap<string, readonly Wait[]>): Breach | undefined {
    return deadlockOf(stuck, waits, this.#situation);
  }

  #stuck(stuck: readonly OpenInvocation[], waits: ReadonlyMap<string, readonly Wait[]>): Breach | undefined {
    // An invocation that waits for another one is a consequence; the last one of the chain is the cause.
    const causes = stuck.filter(({ created }) =>
      (waits.get(created.invocation) ?? []).every(({ kind }) => kind !== 'lock' && kind !== 'result'),
    );
    const cause = causes.find(({ status }) => status === 'paused') ?? causes[0] ?? stuck[0];
    if (cause === undefined) return undefined;
    return stuckBreach(cause, { waits: waits.get(cause.created.invocation) ?? [], situation: this.#situation, stuck });
  }

  #unanswered(): Breach | undefined {
    for (const operation of this.#situation.unanswered.values()) {
      const invocation = this.#situation.calleeOf(operation.operation);
      if (!this.#situation.open.has(invocation)) return noResponseBreach(operation);
    }
    return undefined;
  }

  /** Whether a timer from before the repetition has yet to fire: a handler that polls until then does not poll forever. */
  #hasDeadline({ invocations, events }: Repetition, nowMs: number): boolean {
    const own = new Set(events);
    const round = this.#recent.events.filter(({ seq }) => own.has(seq));
    return invocations.some((invocation) => {
      const entries = round.flatMap((each) =>
        each.type === 'appended' && each.invocation === invocation ? [each.entry] : [],
      );
      const { sleeps = [] } = this.#situation.open.get(invocation) ?? {};
      return sleeps.some(({ entry, wakeUpMs }) => wakeUpMs > nowMs && entry < Math.min(...entries));
    });
  }

  /** The run reached a limit: is the reason an endless retry or a livelock? */
  #limit(event: EventOf<'limit'>): Breach | undefined {
    for (const open of this.#situation.open.values()) {
      if (open.failing !== undefined && open.failing.times >= MIN_FAILURES) return retryBreach(open, this.#situation);
    }
    const loop = repeatsItself(this.#recent);
    if (loop === undefined || this.#hasDeadline(loop, event.atMs)) return undefined;
    const [waiting] = this.#situation.unanswered.values();
    const moving = loop.invocations.flatMap((invocation) => this.#situation.open.get(invocation) ?? [])[0];
    const handler = moving === undefined ? undefined : handlerOf(moving.created.target);
    const waits =
      waiting === undefined
        ? ''
        : ` The client of ${waiting.operation} waits for its response since event ${waiting.seq}.`;
    return {
      message: `Livelock: ${moving === undefined ? 'the world' : describeInvocation(moving.created)} repeats the same steps (${loop.what}) and makes no progress.${waits} ${event.message} Wait for the change itself (an awakeable, a durable promise, a signal) instead of polling, or stop polling after a while.`,
      events: loop.events,
      handler,
      kind: 'livelock',
      // A job that repeats forever, without a client that waits for it, may be intended.
      ...(waiting === undefined && { advice: true }),
    };
  }
}
