import type { Breach, Invariant, TraceEvent, Watcher } from '../../sim/index.ts';

/** A client that was refused is not refused again within an hour. */
export const refusedAtMostOnce: Invariant = {
  name: 'no client is refused twice within an hour',
  watch: () => new RefusalWatcher(),
};

const HOUR_MS = 3_600_000;

class RefusalWatcher implements Watcher {
  // Kept between events: never the events themselves, so that the cost per event stays the same.
  readonly #clients = new Map<string, string>();
  readonly #refused = new Map<string, { readonly atMs: number; readonly seq: number }>();
  #refusals = 0;

  // Is called for each event as it happens.
  see(event: TraceEvent): Breach | undefined {
    if (event.type === 'operation') this.#clients.set(event.operation, event.client);
    if (event.type !== 'answer' || event.status !== 429) return undefined;
    this.#refusals++;
    const client = this.#clients.get(event.operation) ?? 'a client';
    const before = this.#refused.get(client);
    this.#refused.set(client, { atMs: event.atMs, seq: event.seq });
    if (before === undefined || event.atMs - before.atMs > HOUR_MS) return undefined;
    return {
      message: `${client} was refused again (${event.operation}) only ${event.atMs - before.atMs} ms after a refusal; it must be admitted within an hour.`,
      events: [before.seq, event.seq],
      kind: 'refused twice',
    };
  }

  // How often the invariant had something to judge: zero makes the verdict `not exercised`.
  exercised(): number {
    return this.#refusals;
  }
}
