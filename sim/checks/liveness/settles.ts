import type { EventOf, TraceEvent } from '../../trace/event.ts';
import type { Breach, Invariant, RunView, Watcher } from '../invariant.ts';
import { handlerOf, nameOf } from '../naming.ts';
import { deadlockOf } from './deadlock.ts';
import { tellNeverAnswered, tellRetries, tellStuck } from './messages.ts';
import type { OpenInvocation } from './open-invocation.ts';
import { repeatsItself, RecentEvents } from './recent-events.ts';
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

class SettleWatcher implements Watcher {
  readonly #owed: ReadonlySet<string>;
  readonly #situation: Situation;
  readonly #recent = new RecentEvents();

  constructor(owed: ReadonlySet<string>, view: RunView) {
    this.#owed = owed;
    this.#situation = new Situation((invocation) => view.who(invocation));
  }

  see(event: TraceEvent): Breach | undefined {
    if (event.type === 'limit') return this.#limit(event);
    this.#recent.see(event);
    this.#situation.see(event);
    return undefined;
  }

  end(): Breach | undefined {
    const waits = new Map<string, readonly Wait[]>();
    for (const [invocation, open] of this.#situation.open) waits.set(invocation, waitsOf(open, this.#situation));
    const stuck = [...this.#situation.open.values()].filter(
      (open) => !this.#isExcused(open.created.invocation, waits, new Set()),
    );
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
          message: `Lost wake-up: ${nameOf(open.created)} waits for ever for ${wait.text}.`,
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

  /** The run was given up: is that because something goes round in circles? */
  #limit(event: EventOf<'limit'>): Breach | undefined {
    for (const open of this.#situation.open.values()) {
      if (open.failing !== undefined && open.failing.times >= ENDLESS) return tellRetries(open, this.#situation);
    }
    const loop = repeatsItself(this.#recent);
    if (loop === undefined) return undefined;
    const [someone] = this.#situation.unanswered.values();
    const moving = loop.invocations.flatMap((invocation) => this.#situation.open.get(invocation) ?? [])[0];
    const handler = moving === undefined ? undefined : handlerOf(moving.created.target);
    const waits =
      someone === undefined
        ? ''
        : ` Meanwhile the client of ${someone.operation} waits for its answer since event ${someone.seq}.`;
    return {
      message: `Livelock: ${moving === undefined ? 'the world' : nameOf(moving.created)} does the same over and over again (${loop.what}), and nothing changes but the time.${waits} ${event.message} Wait for the change itself (an awakeable, a durable promise, a signal) instead of asking again and again, or give up after a while.`,
      events: loop.events,
      ...(handler !== undefined && { handler }),
      kind: 'livelock',
      // A job that repeats itself for ever, and that nobody waits for, may be meant to.
      ...(someone === undefined && { advice: true }),
    };
  }
}
