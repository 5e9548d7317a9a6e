import { rootOf } from '../../core/address.ts';
import type { EventOf, EventType, TraceEvent } from '../../trace/event.ts';
import type { Breach, Invariant, RunView, Watcher } from '../invariant.ts';
import { virtualTime } from '../../core/virtual-time.ts';
import { decodePayload, handlerOf, describeInvocation } from '../naming.ts';
import { OutsideRuns } from './outside-runs.ts';
import type { EffectPromises } from './promises.ts';
import { StoredRuns } from '../stored-runs.ts';
import { EffectCounts } from './effect-counts.ts';

/**
 * Effects happen as promised: never again once their result is stored, at most once for an idempotency key, and with the
 * order, the obligations and the compensation that the scenario declares.
 * @param promises what the scenario declares about each effect, by its name
 */
export function effectsHappen(promises: Readonly<Record<string, EffectPromises>>): Invariant {
  return { name: 'effects happen as promised', watch: (view) => new EffectWatcher(promises, view) };
}

type Happened = EventOf<'effect happened'>;

const SEES: ReadonlySet<EventType> = new Set([
  'invocation found',
  'appended',
  'notified',
  'journal copied',
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
  readonly #counts = new EffectCounts();
  /** Effect and idempotency key -> when it took effect. */
  readonly #keys = new Map<string, Happened>();
  /** Effect, invocation and run -> the key of its first call in its first attempt. */
  readonly #keysOfRuns = new Map<string, Happened>();
  /** Invocations that succeeded and must have made an effect happen. */
  readonly #owing: { readonly effect: string; readonly ended: EventOf<'completed'> }[] = [];
  /** Operations that ended with a failure. */
  readonly #failed: EventOf<'completed'>[] = [];
  readonly sees = SEES;
  #count = 0;

  constructor(promises: Readonly<Record<string, EffectPromises>>, view: RunView) {
    this.#promises = promises;
    this.#view = view;
  }

  see(event: TraceEvent): Breach | undefined {
    this.#runs.see(event);
    switch (event.type) {
      case 'invocation found':
        this.#counts.found(event.by, event.invocation);
        return undefined;
      case 'appended':
        this.#outside.stored(event.invocation);
        return undefined;
      case 'effect began':
        return this.#began(event);
      case 'effect happened':
        return this.#happened(event);
      case 'completed':
        this.#ended(event);
        return undefined;
      default:
        return undefined;
    }
  }

  end(): Breach | undefined {
    for (const { effect, ended } of this.#owing) {
      if (this.#counts.times(effect, ended.invocation) > 0) continue;
      return this.#breach(
        ended,
        'never happened',
        `succeeded at ${virtualTime(ended.atMs)}, but its effect "${effect}" never happened. The effect declares (owedBy) that it must happen: call it before the handler returns, and await it.`,
      );
    }
    for (const ended of this.#failed) {
      const breach = this.#uncompensated(ended);
      if (breach !== undefined) return breach;
    }
    return undefined;
  }

  exercised(): number {
    return this.#count;
  }

  #began(event: EventOf<'effect began'>): Breach | undefined {
    if (event.invocation === undefined || event.run === undefined) return undefined;
    if (event.zombie || !this.#runs.isStored(event.invocation, event.run)) return undefined;
    return this.#breach(
      event,
      'ran again',
      `called the effect "${event.effect}" again at ${virtualTime(event.atMs)}, in attempt ${event.attempt}, although the result of its ctx.run (entry ${event.run}) is stored; a replay must return the stored result. This is a fault of the engine.`,
    );
  }

  #happened(event: Happened): Breach | undefined {
    this.#count++;
    const invocation = event.invocation ?? '';
    const { after = [] } = this.#promises[event.effect] ?? {};
    const missing = after.find((effect) => this.#counts.times(effect, rootOf(invocation)) === 0);
    if (!event.repeated || this.#counts.times(event.effect, invocation) === 0) {
      this.#counts.happened(event.effect, invocation);
    }
    if (missing !== undefined) {
      return this.#breach(
        event,
        `before ${missing}`,
        `made the effect "${event.effect}" happen at ${virtualTime(event.atMs)} before "${missing}", which must come first (after). Await "${missing}" before calling "${event.effect}".`,
      );
    }
    return this.#happenedTwice(event) ?? this.#outsideRun(event) ?? this.#afterStored(event) ?? this.#keyChanged(event);
  }

  #happenedTwice(event: Happened): Breach | undefined {
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
      `made the effect "${event.effect}" happen at ${virtualTime(event.atMs)} with the idempotency key "${event.key}", which had already taken effect at ${virtualTime(first.atMs)}; a key must take effect once. Either \`apply\` ignores the key, or two different requests share one.`,
      [first.seq],
    );
  }

  #outsideRun(event: Happened): Breach | undefined {
    if (event.run !== undefined || event.invocation === undefined || event.zombie) return undefined;
    const first = this.#outside.happened(event);
    const handler = this.#handler(event.invocation);
    if (first === undefined || event.repeated) {
      return {
        message: `${handler} calls the effect "${event.effect}" outside of ctx.run, so its result is not stored: each replay calls it again. Call it inside ctx.run.`,
        events: [event.seq],
        handler,
        kind: `outside ctx.run: ${event.effect}`,
        advice: true,
      };
    }
    return this.#breach(
      event,
      `outside ctx.run: ${event.effect}`,
      `made the effect "${event.effect}" happen again at ${virtualTime(event.atMs)}, when attempt ${event.attempt} replayed what attempt ${first.attempt ?? 1} had done at ${virtualTime(first.atMs)}. It is called outside of ctx.run, so its result is not stored. Call it inside ctx.run.`,
      [first.seq],
    );
  }

  /** The effect happened after the result of its run was stored: the closure did not await it, or its attempt was a zombie. */
  #afterStored(event: Happened): Breach | undefined {
    if (event.invocation === undefined || event.run === undefined || event.repeated) return undefined;
    if (!this.#runs.isStored(event.invocation, event.run)) return undefined;
    const handler = this.#handler(event.invocation);
    const what = `The effect "${event.effect}" of ${handler} happened`;
    const zombie = 'the code of a lost attempt was still running. That can happen in production;';
    const message = !event.zombie
      ? `${what} only after the result of its ctx.run was stored: the closure does not await it, so a crash loses it. Await it inside the closure.`
      : event.key === undefined
        ? `${what} again after the result of its ctx.run was stored: ${zombie} give the effect an idempotency key that is the same in every attempt.`
        : `${what} for the first time with its key after the result of its ctx.run was stored: ${zombie} a compensation then comes too early, unless the outside system refuses a key whose effect was undone.`;
    return {
      message,
      events: [event.seq],
      handler,
      kind: event.zombie ? 'zombie ran again' : 'not awaited',
      advice: true,
    };
  }

  #keyChanged(event: Happened): Breach | undefined {
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
      message: `${handler} called the effect "${event.effect}" with one idempotency key in one attempt and another key in the next, so the effect happened twice. Make the key before the ctx.run, from what is in the journal: ctx.rand.uuidv4(), the invocation id, or the input.`,
      events: [first.seq, event.seq],
      handler,
      kind: 'key changed',
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
      const times = this.#counts.times(effect, ended.invocation);
      const undone = this.#counts.times(compensatedBy, ended.invocation);
      if (times <= undone) continue;
      const breach = this.#breach(
        ended,
        `not compensated: ${effect}`,
        `failed at ${virtualTime(ended.atMs)} (${failure?.message ?? ''}), but its effect "${effect}" stayed: it happened ${count(times)}, and "${compensatedBy}", which undoes it, ${count(undone)}. Register the compensation before calling the effect, not after: a call that returns an error may still have taken effect.`,
      );
      // A killed handler has no chance to compensate.
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
      message: `${created === undefined ? 'An unknown caller' : describeInvocation(created)} ${what}`,
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

function count(times: number): string {
  return times === 0 ? 'never' : times === 1 ? 'once' : `${times} times`;
}
