import { attemptOf, stepOf } from '../../core/address.ts';
import type { Invocation } from '../invocation.ts';
import type { ObjectKey, Place } from '../object-key.ts';
import type { World } from '../world.ts';
import { countersOf, type Limit, type RuleBook } from './rule-book.ts';

/** What an invocation waits for, in addition to a slot. */
export interface Request {
  /** The key whose lock it needs; undefined where it needs none, or has it. */
  readonly key: ObjectKey<Invocation> | undefined;
  /** Called when it has its slot; takes the lock. */
  readonly start: () => void;
}

interface Waiting extends Request {
  readonly invocation: Invocation;
}

/** A virtual queue: what waits in it goes in order, and the queues of a scope take turns. */
interface Line {
  readonly queue: Waiting[];
  turns: number;
}

/**
 * The concurrency limits of scopes. An invocation in a scope needs a slot at each of its levels to run. It gives them back when it
 * suspends, is paused, ends, or waits in its queue for a retry, and needs them again to go on; a retry that comes soon keeps them.
 * Rule: docs/internals/server-versions.md#limits
 */
export class Slots {
  /** Public for tests that break it. */
  readonly world: Pick<World, 'choices' | 'trace'>;
  readonly #book: RuleBook;
  readonly #held = new Map<Invocation, readonly string[]>();
  readonly #used = new Map<string, number>();
  /** By scope, then by name. */
  readonly #lines = new Map<string, Map<string, Line>>();

  constructor(world: Pick<World, 'choices' | 'trace'>, book: RuleBook) {
    this.world = world;
    this.#book = book;
  }

  /** Whether an invocation may run as far as limits are concerned. */
  holds(invocation: Invocation): boolean {
    return this.#held.has(invocation);
  }

  /** Whether it stands in a queue of its scope. */
  waits(invocation: Invocation): boolean {
    const { scope } = invocation.origin.target;
    return scope !== undefined && this.#lineOf(scope, invocation).queue.some((one) => one.invocation === invocation);
  }

  /** The server restarts: that it takes slots back counts as a turn, so other queues come first. @param holders what has lost its attempt */
  restarted(holders: readonly Invocation[]): void {
    for (const invocation of holders) {
      const { scope } = invocation.origin.target;
      if (scope === undefined) continue;
      this.#lineOf(scope, invocation).turns = Math.max(0, ...this.#turnsOfWaiting(scope)) + 1;
    }
  }

  /** Queues an invocation of a scope; calls `start` at once when it need not wait. */
  request(invocation: Invocation, request: Request): void {
    const scope = scopeOf(invocation);
    const line = this.#lineOf(scope, invocation);
    const waiting: Waiting = { ...request, invocation };
    if (line.queue.length === 0) line.turns = Math.max(line.turns, this.#fewestTurns(scope));
    let at = line.queue.length;
    while (at > 0 && isBefore(waiting, line.queue[at - 1])) at--;
    line.queue.splice(at, 0, waiting);
    this.dispatch(scope);
    if (line.queue.includes(waiting)) this.#noteWait(waiting, line);
  }

  /** An invocation no longer waits, or gives its slot back. */
  drop(invocation: Invocation): void {
    const { scope } = invocation.origin.target;
    if (scope === undefined) return;
    const line = this.#lineOf(scope, invocation);
    const at = line.queue.findIndex((waiting) => waiting.invocation === invocation);
    if (at >= 0) line.queue.splice(at, 1);
    const counters = this.#held.get(invocation);
    if (counters === undefined) return;
    this.#held.delete(invocation);
    for (const counter of counters) this.#used.set(counter, (this.#used.get(counter) ?? 0) - 1);
    this.world.trace.add({ type: 'slot released', invocation: invocation.address, scope });
    this.dispatch(scope);
  }

  /** A rule has changed: those who wait may go on, and those who run keep their slots. */
  ruleChanged(pattern: string, concurrency: number | undefined): void {
    this.#book.set(pattern, concurrency);
    this.world.trace.add({ type: 'limit changed', pattern, concurrency });
    for (const scope of this.#lines.keys()) this.dispatch(scope);
  }

  /** Starts what can start in a scope: the queues take turns, those that have had as many in any order. */
  dispatch(scope: string): void {
    const lines = [...(this.#lines.get(scope)?.values() ?? [])];
    for (;;) {
      const ready = lines.filter(({ queue: [head] }) => head !== undefined && this.#mayStart(head));
      const fewest = Math.min(...ready.map(({ turns }) => turns));
      const [first, ...others] = ready.filter(({ turns }) => turns === fewest);
      const head = first?.queue[0];
      if (first === undefined || head === undefined) return;
      const address = stepOf(attemptOf(head.invocation.address, head.invocation.attempts + 1), 'slot');
      this.#start(this.world.choices.of('queue', address, [first, ...others]));
    }
  }

  #start(line: Line): void {
    const waiting = line.queue.shift();
    if (waiting === undefined) return;
    line.turns++;
    const { invocation, start } = waiting;
    const scope = scopeOf(invocation);
    const counters = countersOf(scope, invocation.origin.target.limitKey);
    this.#held.set(invocation, counters);
    for (const counter of counters) this.#used.set(counter, (this.#used.get(counter) ?? 0) + 1);
    this.world.trace.add({
      type: 'slot taken',
      invocation: invocation.address,
      scope,
      limits: this.#limitsOf(invocation),
    });
    start();
  }

  #mayStart({ invocation, key }: Waiting): boolean {
    return (key === undefined || !key.locked()) && this.#fullLimit(invocation) === undefined;
  }

  /** The narrowest limit that is reached. */
  #fullLimit(invocation: Invocation): Limit | undefined {
    return this.#limitsOf(invocation).findLast(
      ({ counter, concurrency }) => (this.#used.get(counter) ?? 0) >= concurrency,
    );
  }

  #limitsOf({ origin: { target } }: Invocation): readonly Limit[] {
    return target.scope === undefined ? [] : this.#book.limitsOf(target.scope, target.limitKey);
  }

  #noteWait({ invocation, key }: Waiting, { queue }: Line): void {
    const limit = this.#fullLimit(invocation);
    const { address } = invocation;
    if (limit !== undefined) {
      this.world.trace.add({ type: 'waits for a slot', invocation: address, scope: scopeOf(invocation), limit });
    } else if (key !== undefined) {
      this.world.trace.add({
        type: 'queued',
        invocation: address,
        key: key.name,
        ahead: queue.length - 1,
        inScope: true,
      });
    }
  }

  #fewestTurns(scope: string): number {
    const turns = this.#turnsOfWaiting(scope);
    return turns.length === 0 ? 0 : Math.min(...turns);
  }

  #turnsOfWaiting(scope: string): readonly number[] {
    return [...(this.#lines.get(scope)?.values() ?? [])].flatMap(({ queue, turns }) => (queue.length > 0 ? turns : []));
  }

  /** One queue for each handler that needs a lock, one for all others of a service. */
  #lineOf(scope: string, { origin: { target, objectKey }, exclusive }: Invocation): Line {
    let lines = this.#lines.get(scope);
    if (lines === undefined) this.#lines.set(scope, (lines = new Map()));
    const name = JSON.stringify([target.limitKey ?? '', target.service, exclusive ? (objectKey?.key ?? '') : null]);
    let line = lines.get(name);
    if (line === undefined) lines.set(name, (line = { queue: [], turns: 0 }));
    return line;
  }
}

function scopeOf({ origin: { target } }: Invocation): string {
  return target.scope ?? '';
}

/** What holds the lock goes first, then the earlier second, then what was accepted first. */
function isBefore(one: Waiting, other: Waiting | undefined): boolean {
  if (other === undefined) return false;
  if ((one.key === undefined) !== (other.key === undefined)) return one.key === undefined;
  return isEarlier(one.invocation.place, other.invocation.place);
}

function isEarlier(place: Place | undefined, other: Place | undefined): boolean {
  if (place === undefined || other === undefined) return false;
  return place.secondMs < other.secondMs || (place.secondMs === other.secondMs && place.arrival < other.arrival);
}
