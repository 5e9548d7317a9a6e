import type { Invocation } from './invocation.ts';
import type { JournalKeeper } from './journal-keeper.ts';
import type { Timers } from './timers.ts';
import type { VersionRules } from './versions/version-rules.ts';
import type { World } from './world.ts';

/** A sleep whose timer has not fired. */
interface PendingSleep {
  readonly wakeUpMs: number;
  readonly completion: number;
  /** Address of the command that armed it. */
  readonly address: string;
  /** The invocation that armed it; its successors inherit it. */
  readonly armedBy: string;
}

/**
 * The timers of sleeps. Restate-server before 1.8 does not take them back when an invocation ends: a sleep that is still pending
 * stays scheduled under the invocation's id, and completes the entry with the same completion id in the next invocation
 * that has this id (a workflow key that is run again, an idempotency key that is used again). Observed, see the
 * conformance cases 192 to 204; restatedev/restate#5425.
 * Rule: docs/internals/runtime-semantics.md#leftover-sleeps
 */
export class Sleeps {
  readonly #world: Pick<World, 'clock' | 'trace'>;
  readonly #rules: Pick<VersionRules, 'leftoverSleeps'>;
  readonly #timers: Pick<Timers, 'arm'>;
  readonly #journals: Pick<JournalKeeper, 'appendCompletion'>;
  /** By invocation: those that an invocation with a reusable id has pending. */
  readonly #pending = new Map<Invocation, Set<PendingSleep>>();
  /** By invocation id: what ended invocations have left behind. */
  readonly #leftovers = new Map<string, readonly PendingSleep[]>();

  constructor(
    world: Pick<World, 'clock' | 'trace'>,
    rules: Pick<VersionRules, 'leftoverSleeps'>,
    timers: Pick<Timers, 'arm'>,
    journals: Pick<JournalKeeper, 'appendCompletion'>,
  ) {
    this.#world = world;
    this.#rules = rules;
    this.#timers = timers;
    this.#journals = journals;
  }

  begin(invocation: Invocation, entry: number, wakeUpMs: number, completion: number): void {
    const { address } = invocation;
    this.#arm(invocation, { wakeUpMs, completion, address: `${address}/${entry}`, armedBy: address });
  }

  /** An invocation with this id has ended, and its timers are disarmed: keeps what a successor will inherit. */
  ended(invocation: Invocation): void {
    const pending = this.#pending.get(invocation);
    if (pending === undefined) return;
    this.#pending.delete(invocation);
    if (pending.size > 0) this.#leftovers.set(invocation.id, [...pending]);
  }

  /** Whether an invocation that is accepted now under this id inherits timers. */
  hasLeftovers(id: string): boolean {
    return this.#leftovers.has(id);
  }

  /** A new invocation was accepted: it inherits what the one before it with the same id has left behind. */
  accepted(invocation: Invocation): void {
    const leftovers = this.#leftovers.get(invocation.id);
    if (leftovers === undefined) return;
    this.#leftovers.delete(invocation.id);
    // Those that are past have fired at an id that no invocation had.
    for (const sleep of leftovers) if (sleep.wakeUpMs > this.#world.clock.now) this.#arm(invocation, sleep);
  }

  #arm(invocation: Invocation, sleep: PendingSleep): void {
    const { wakeUpMs, completion, address, armedBy } = sleep;
    const inherited = armedBy !== invocation.address;
    this.#remember(invocation, sleep);
    this.#timers.arm({
      atMs: wakeUpMs,
      partition: invocation.origin.partition,
      address,
      owner: invocation.address,
      rank: completion,
      footprint: () => invocation.ownFootprint,
      fire: () => {
        this.#pending.get(invocation)?.delete(sleep);
        if (inherited && (invocation.status === 'inboxed' || invocation.status === 'scheduled')) return;
        this.#world.trace.add({
          type: 'timer fired',
          invocation: invocation.address,
          completion,
          ...(inherited && { armedBy }),
        });
        this.#journals.appendCompletion(invocation, 'Sleep', completion, 'empty');
      },
    });
  }

  #remember(invocation: Invocation, sleep: PendingSleep): void {
    const { kind, idempotencyKey } = invocation.origin;
    if (!this.#rules.leftoverSleeps) return;
    if (kind !== 'WORKFLOW' && idempotencyKey === undefined) return;
    const pending = this.#pending.get(invocation);
    if (pending === undefined) this.#pending.set(invocation, new Set([sleep]));
    else pending.add(sleep);
  }
}
