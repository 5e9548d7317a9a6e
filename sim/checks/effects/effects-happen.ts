import type { EventOf, EventType, TraceEvent } from '../../trace/event.ts';
import type { Breach, Invariant, RunView, Watcher } from '../invariant.ts';
import { virtualTime } from '../../core/virtual-time.ts';
import { decodePayload, handlerOf, describeInvocation } from '../naming.ts';
import { OutsideRuns } from './outside-runs.ts';
import type { EffectPromises } from './promises.ts';
import { StoredRuns } from '../stored-runs.ts';
import { Trees } from './trees.ts';

/**
 * Effects happen as promised: never again once their result is stored, at most once for an idempotency key, and in the
 * order, with the certainty and with the compensation that the scenario declares.
 * @param promises what is declared of each effect, by its name
 */
export function effectsHappen(promises: Readonly<Record<string, EffectPromises>>): Invariant {
  return { name: 'effects happen as promised', watch: (view) => new EffectWatcher(promises, view) };
}

type Happened = EventOf<'effect happened'>;

const SEES: ReadonlySet<EventType> = new Set([
  'invocation found',
  'appended',
  'notified',
  'effect began',
  'effect happened',
  'completed',
  'forgotten',
]);

class EffectWatcher implements Watcher {
  readonly #promises: Readonly<Record<string, EffectPromises>>;
  readonly #view: RunView;
  readonly #runs = new StoredRuns();
  readonly #outside = new OutsideRuns();
  readonly #trees = new Trees();
  /** Effect and idempotency key -> when it took effect. */
  readonly #keys = new Map<string, Happened>();
  /** Effect, invocation and run -> the key of its first call in its first attempt. */
  readonly #keysOfRuns = new Map<string, Happened>();
  /** Invocations that ended well and must have made an effect happen. */
  readonly #owing: { readonly effect: string; readonly ended: EventOf<'completed'> }[] = [];
  /** Operations that ended with a failure. */
  readonly #failed: EventOf<'completed'>[] = [];
  readonly sees = SEES;
  #happened = 0;

  constructor(promises: Readonly<Record<string, EffectPromises>>, view: RunView) {
    this.#promises = promises;
    this.#view = view;
  }

  see(event: TraceEvent): Breach | undefined {
    this.#runs.see(event);
    switch (event.type) {
      case 'invocation found':
        this.#trees.found(event.by, event.invocation);
        return undefined;
      case 'appended':
        this.#outside.stored(event.invocation);
        return undefined;
      case 'effect began':
        return this.#began(event);
      case 'effect happened':
        return this.#took(event);
      case 'completed':
        this.#ended(event);
        return undefined;
      default:
        return undefined;
    }
  }

  end(): Breach | undefined {
    for (const { effect, ended } of this.#owing) {
      if (this.#trees.times(effect, ended.invocation) > 0) continue;
      return this.#breach(
        ended,
        'never happened',
        `ended well at ${virtualTime(ended.atMs)}, but its effect "${effect}" never happened. It is declared to be owed by it: make the effect before the handler returns, and wait for it.`,
      );
    }
    for (const ended of this.#failed) {
      const breach = this.#uncompensated(ended);
      if (breach !== undefined) return breach;
    }
    return undefined;
  }

  exercised(): number {
    return this.#happened;
  }

  #began(event: EventOf<'effect began'>): Breach | undefined {
    if (event.invocation === undefined || event.run === undefined) return undefined;
    if (event.zombie || !this.#runs.isStored(event.invocation, event.run)) return undefined;
    return this.#breach(
      event,
      'ran again',
      `made the effect "${event.effect}" again at ${virtualTime(event.atMs)}, in attempt ${event.attempt}, although the result of its ctx.run (entry ${event.run}) is stored; a replay must return the stored result. This is a fault of the engine.`,
    );
  }

  #took(event: Happened): Breach | undefined {
    this.#happened++;
    const invocation = event.invocation ?? '';
    const { after = [] } = this.#promises[event.effect] ?? {};
    const missing = after.find((effect) => this.#trees.times(effect, rootOf(invocation)) === 0);
    if (!event.repeated || this.#trees.times(event.effect, invocation) === 0) {
      this.#trees.happened(event.effect, invocation);
    }
    if (missing !== undefined) {
      return this.#breach(
        event,
        `before ${missing}`,
        `made the effect "${event.effect}" happen at ${virtualTime(event.atMs)} before "${missing}" had, which is declared to come first. Wait for the one before beginning the other.`,
      );
    }
    return this.#twice(event) ?? this.#outsideRun(event) ?? this.#afterStored(event) ?? this.#keyMadeAnew(event);
  }

  #twice(event: Happened): Breach | undefined {
    if (event.key === undefined || event.repeated) return undefined;
    const id = `${event.effect} ${event.key}`;
    const first = this.#keys.get(id);
    if (first === undefined) {
      this.#keys.set(id, event);
      return undefined;
    }
    return this.#breach(
      event,
      'twice for one key',
      `made the effect "${event.effect}" happen at ${virtualTime(event.atMs)} with the idempotency key "${event.key}", which had taken effect at ${virtualTime(first.atMs)} already; a key must take effect once. Either \`apply\` forgets keys, or two different requests share one.`,
      [first.seq],
    );
  }

  #outsideRun(event: Happened): Breach | undefined {
    if (event.run !== undefined || event.invocation === undefined || event.zombie) return undefined;
    const first = this.#outside.happened(event);
    const handler = this.#handler(event.invocation);
    if (first === undefined || event.repeated) {
      return {
        message: `${handler} calls the effect "${event.effect}" outside of ctx.run, so nothing records that it has happened: each replay calls it again. Call it inside ctx.run.`,
        events: [event.seq],
        handler,
        kind: `outside ctx.run: ${event.effect}`,
        advice: true,
      };
    }
    return this.#breach(
      event,
      `outside ctx.run: ${event.effect}`,
      `made the effect "${event.effect}" happen again at ${virtualTime(event.atMs)}, when attempt ${event.attempt} replayed what attempt ${first.attempt ?? 1} had done at ${virtualTime(first.atMs)}. It is called outside of ctx.run, so nothing records that it has happened. Call it inside ctx.run.`,
      [first.seq],
    );
  }

  /** It landed only when the result of its run was stored: the run did not wait, or its attempt had been given up. */
  #afterStored(event: Happened): Breach | undefined {
    if (event.invocation === undefined || event.run === undefined || event.repeated) return undefined;
    if (!this.#runs.isStored(event.invocation, event.run)) return undefined;
    const handler = this.#handler(event.invocation);
    const what = `The effect "${event.effect}" of ${handler} happened`;
    const zombie = 'an attempt that had been given up was still at it. That can happen for real;';
    const message = !event.zombie
      ? `${what} only when the result of its ctx.run was stored: the closure did not wait for it, so a crash loses it. Await it inside the closure.`
      : event.key === undefined
        ? `${what} once more when the result of its ctx.run was stored: ${zombie} give the effect an idempotency key that is the same in every attempt.`
        : `${what} for the first time under its key when the result of its ctx.run was stored already: ${zombie} what undoes the effect comes too early then, unless whoever makes it refuses the key of one that was undone.`;
    return {
      message,
      events: [event.seq],
      handler,
      kind: event.zombie ? 'zombie ran again' : 'not awaited',
      advice: true,
    };
  }

  #keyMadeAnew(event: Happened): Breach | undefined {
    if (event.key === undefined || event.run === undefined || event.invocation === undefined) return undefined;
    const id = `${event.effect} ${event.invocation} ${event.run}`;
    const first = this.#keysOfRuns.get(id);
    if (first === undefined) {
      this.#keysOfRuns.set(id, event);
      return undefined;
    }
    if (first.attempt === event.attempt || first.key === event.key) return undefined;
    const handler = this.#handler(event.invocation);
    return {
      message: `${handler} called the effect "${event.effect}" with one idempotency key in one attempt and another in the next, so that it took effect twice. Make the key before the ctx.run, from what is in the journal: ctx.rand.uuidv4(), the invocation id, or the input.`,
      events: [first.seq, event.seq],
      handler,
      kind: 'key made anew',
      advice: true,
    };
  }

  #ended(event: EventOf<'completed'>): void {
    const created = this.#view.who(event.invocation);
    if (created === undefined) return;
    if (!('ok' in event.result)) {
      if (event.invocation === rootOf(event.invocation)) this.#failed.push(event);
      return;
    }
    for (const [effect, { owedBy }] of Object.entries(this.#promises)) {
      if (owedBy?.({ target: created.target, output: decodePayload(event.result.ok) }) === true) {
        this.#owing.push({ effect, ended: event });
      }
    }
  }

  #uncompensated(ended: EventOf<'completed'>): Breach | undefined {
    const failure = 'failure' in ended.result ? ended.result.failure : undefined;
    for (const [effect, { compensatedBy }] of Object.entries(this.#promises)) {
      if (compensatedBy === undefined) continue;
      const times = this.#trees.times(effect, ended.invocation);
      const undone = this.#trees.times(compensatedBy, ended.invocation);
      if (times <= undone) continue;
      const breach = this.#breach(
        ended,
        `not compensated: ${effect}`,
        `failed at ${virtualTime(ended.atMs)} (${failure?.message ?? ''}), but its effect "${effect}" stayed: it happened ${count(times)}, and "${compensatedBy}", which undoes it, ${count(undone)}. Remember the compensation before the effect is made, not after: a call that is answered with an error may have taken effect all the same.`,
      );
      // Nobody gives a killed handler the time to put things right.
      return failure?.message === 'killed' ? { ...breach, advice: true } : breach;
    }
    return undefined;
  }

  #breach(
    event: { readonly seq: number; readonly invocation?: string | undefined },
    kind: string,
    what: string,
    earlier: readonly number[] = [],
  ): Breach {
    const created = this.#view.who(event.invocation ?? '');
    return {
      message: `${created === undefined ? 'Somebody' : describeInvocation(created)} ${what}`,
      events: [...earlier, event.seq],
      handler: created && handlerOf(created.target),
      kind,
    };
  }

  #handler(invocation: string): string {
    const created = this.#view.who(invocation);
    return created === undefined ? 'A handler' : handlerOf(created.target);
  }
}

/** The operation that an invocation belongs to. */
function rootOf(invocation: string): string {
  const slash = invocation.indexOf('/');
  return slash < 0 ? invocation : invocation.slice(0, slash);
}

function count(times: number): string {
  return times === 0 ? 'never' : times === 1 ? 'once' : `${times} times`;
}
