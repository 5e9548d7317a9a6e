import { LimitReached } from '../../core/errors.ts';
import { isRefusedNetwork } from '../../core/refused-network.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';
import type { Breach, Invariant, RunView, Watcher } from '../invariant.ts';
import { handlerOf, describeInvocation } from '../naming.ts';
import { deadlockOf } from './deadlock.ts';
import { tellNeverAnswered, tellRetries, tellStuck } from './messages.ts';
import type { OpenInvocation } from './open-invocation.ts';
import { repeatsItself, RecentEvents, type Repetition } from './recent-events.ts';
import { Situation } from './situation.ts';
import { waitsOf, type Wait } from './waits.ts';

/** Once faults have stopped, everything that was begun comes to an end: no deadlock, no endless retry, no lost wake-up. */
export const everythingSettles: Invariant = settles([]);

/**
 * Once faults have stopped, everything that was begun comes to an end, or waits for what the test still owes it.
 * @param owed what may be left open: `promise <name>`, `signal <name>`, `awakeable`, `cancel` or `resume`; or
 * `anything` that has to come from outside, but for a `resume`
 */
export function settles(owed: readonly string[]): Invariant {
  return { name: 'everything settles', watch: (view) => new SettleWatcher(new Set(owed), view) };
}

const ANYTHING = 'anything';

/** Failures in a row with nothing stored in between that count as retrying without end, once a limit is reached. */
const ENDLESS = 20;

/** The limits that are reached where code needs what a simulation has not, or this one. */
const NETWORK = 'network';
const NOT_BOUND = 'not bound';
const NOBODYS_FAULT: ReadonlySet<string> = new Set([NETWORK, NOT_BOUND]);

class SettleWatcher implements Watcher {
  readonly #owed: ReadonlySet<string>;
  readonly #situation: Situation;
  readonly #binds: RunView['binds'];
  readonly #recent = new RecentEvents();
  /** Handlers of which it was told that they asked for the network in vain. */
  readonly #withoutNetwork = new Set<string>();

  constructor(owed: ReadonlySet<string>, view: RunView) {
    this.#owed = owed;
    this.#situation = new Situation((invocation) => view.who(invocation));
    this.#binds = view.binds?.bind(view);
  }

  see(event: TraceEvent): Breach | undefined {
    if (event.type === 'limit') return NOBODYS_FAULT.has(event.limit) ? undefined : this.#limit(event);
    this.#recent.see(event);
    this.#situation.see(event);
    if (event.type === 'attempt failed') {
      const open = this.#situation.open.get(event.invocation);
      if ((open?.failing?.times ?? 0) >= ENDLESS) this.#giveUpWithoutWorld(open);
    }
    return event.type === 'notified' ? this.#bearsWithoutNetwork(event) : undefined;
  }

  /** A step that has given up asking leaves its handler with an error: what it does with an answer nobody sees. */
  #bearsWithoutNetwork({ invocation, notification: { result }, seq }: EventOf<'notified'>): Breach | undefined {
    if (typeof result !== 'object' || !('failure' in result) || !isRefusedNetwork(result.failure.message))
      return undefined;
    const target = this.#situation.open.get(invocation)?.created.target;
    const name = target === undefined ? invocation : handlerOf(target);
    if (this.#withoutNetwork.has(name)) return undefined;
    this.#withoutNetwork.add(name);
    const message = `${name} got an error in the place of an answer, so what it does with an answer was not seen: ${result.failure.message}.`;
    return { message, events: [seq], handler: name, kind: 'no network', advice: true };
  }

  /**
   * What fails because a simulation has no network, or because a service is asked that nobody has named, fails by no fault
   * of who asks.
   * @throws {LimitReached} which leaves the run undecided, and says what to stub or to name
   */
  #giveUpWithoutWorld(open: OpenInvocation | undefined): void {
    const message = open?.failing?.last.message;
    if (open === undefined || message === undefined) return;
    const who = handlerOf(open.created.target);
    if (isRefusedNetwork(message)) {
      throw new LimitReached(NETWORK, `${who} cannot go on without the network: ${message}.`);
    }
    if (open.refusedNetwork?.attempt === open.failing?.last.attempt) {
      const why = `${open.refusedNetwork?.text}. It fails with: ${message}`;
      throw new LimitReached(NETWORK, `${who} cannot go on without the network: ${why}.`);
    }
    const [, asked, service = ''] = /the service handler (([^/]+)\/\S+) was not found$/.exec(message) ?? [];
    if (asked !== undefined && this.#binds?.(service) === false) {
      const remedy = `name the file that has ${service} too, or add its definition to \`services\``;
      throw new LimitReached(NOT_BOUND, `${who} cannot go on without ${asked}, which is not bound here: ${remedy}.`);
    }
  }

  end(): Breach | undefined {
    const waits = new Map<string, readonly Wait[]>();
    for (const [invocation, open] of this.#situation.open) waits.set(invocation, waitsOf(open, this.#situation));
    const stuck = [...this.#situation.open.values()].filter(
      (open) => !this.#isExcused(open.created.invocation, waits, new Set()),
    );
    for (const open of stuck) this.#giveUpWithoutWorld(open);
    return this.#lost(stuck, waits) ?? this.#deadlock(stuck, waits) ?? this.#stuck(stuck, waits) ?? this.#unanswered();
  }

  exercised(): number {
    return this.#situation.ended;
  }

  /** Whether it waits, directly or through others, for what the test still owes. */
  #isExcused(invocation: string, waits: ReadonlyMap<string, readonly Wait[]>, seen: Set<string>): boolean {
    if (seen.has(invocation)) return false;
    seen.add(invocation);
    if (this.#situation.open.get(invocation)?.status === 'paused') return this.#owed.has('resume');
    return (waits.get(invocation) ?? []).some((wait) => {
      switch (wait.kind) {
        case 'outside':
          return this.#owed.has(wait.label) || this.#owed.has(ANYTHING);
        case 'lock':
          return wait.holder !== undefined && this.#isExcused(wait.holder, waits, seen);
        case 'answer':
          return wait.from !== undefined && this.#isExcused(wait.from, waits, seen);
        case 'own':
        case 'lost':
          return false;
      }
    });
  }

  #lost(stuck: readonly OpenInvocation[], waits: ReadonlyMap<string, readonly Wait[]>): Breach | undefined {
    for (const open of stuck) {
      for (const wait of waits.get(open.created.invocation) ?? []) {
        if (wait.kind !== 'lost') continue;
        return {
          message: `Lost wake-up: ${describeInvocation(open.created)} waits for ever for ${wait.text}.`,
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
    // Whoever waits for another is a consequence; the one at the end of the chain is the cause.
    const causes = stuck.filter(({ created }) =>
      (waits.get(created.invocation) ?? []).every(({ kind }) => kind !== 'lock' && kind !== 'answer'),
    );
    const cause = causes.find(({ status }) => status === 'paused') ?? causes[0] ?? stuck[0];
    if (cause === undefined) return undefined;
    return tellStuck(cause, { waits: waits.get(cause.created.invocation) ?? [], situation: this.#situation, stuck });
  }

  #unanswered(): Breach | undefined {
    for (const operation of this.#situation.unanswered.values()) {
      const invocation = this.#situation.calleeOf(operation.operation);
      if (!this.#situation.open.has(invocation)) return tellNeverAnswered(operation);
    }
    return undefined;
  }

  /** Whether a timer from before the loop has yet to fire: who reminds somebody until then does not go on for ever. */
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

  /** The run was given up: is that because something goes round in circles? */
  #limit(event: EventOf<'limit'>): Breach | undefined {
    for (const open of this.#situation.open.values()) {
      if (open.failing !== undefined && open.failing.times >= ENDLESS) return tellRetries(open, this.#situation);
    }
    const loop = repeatsItself(this.#recent);
    if (loop === undefined || this.#hasDeadline(loop, event.atMs)) return undefined;
    const [someone] = this.#situation.unanswered.values();
    const moving = loop.invocations.flatMap((invocation) => this.#situation.open.get(invocation) ?? [])[0];
    const handler = moving === undefined ? undefined : handlerOf(moving.created.target);
    const waits =
      someone === undefined
        ? ''
        : ` Meanwhile the client of ${someone.operation} waits for its answer since event ${someone.seq}.`;
    return {
      message: `Livelock: ${moving === undefined ? 'the world' : describeInvocation(moving.created)} does the same over and over again (${loop.what}), and nothing changes but the time.${waits} ${event.message} Wait for the change itself (an awakeable, a durable promise, a signal) instead of asking again and again, or give up after a while.`,
      events: loop.events,
      handler,
      kind: 'livelock',
      // A job that repeats itself for ever, and that nobody waits for, may be meant to.
      ...(someone === undefined && { advice: true }),
    };
  }
}
