import type { Bench } from './bench.ts';
import type { Json } from './json.ts';
import type { Op } from './ops.ts';
import { log, to } from './programs.ts';

/** Begins an invocation whose id depends on the key alone. */
export type Begin = (key: string, ops: readonly Op[]) => ReturnType<Bench['call']>;

/** Runs a workflow. */
export const runOf =
  (workflow: string) =>
  (bench: Bench): Begin =>
  (key, ops) =>
    bench.call(to(workflow, 'run', key), ops);

/** Calls a service with an idempotency key. */
export const idempotent =
  (bench: Bench): Begin =>
  (key, ops) =>
    bench.call(to('S', 'exec'), ops, { idempotencyKey: key });

export interface First {
  readonly first: readonly Op[];
  /** Kills it after `afterMs`. Otherwise it completes, and `afterMs` pass after that. */
  readonly kill?: boolean;
  readonly afterMs: number;
  /** Waits until its retention is over, instead of purging it. */
  readonly byRetention?: boolean;
}

export interface Second {
  /** How long it took; the limit, where it has not ended by then. */
  readonly ms: number;
  readonly result: Json;
  readonly row: Json;
}

/** Plays the first invocation and forgets it. @returns what plays the second one, with the same id */
export async function reuse(
  bench: Bench,
  kind: (bench: Bench) => Begin,
  { first, kill = false, afterMs, byRetention = false }: First,
): Promise<(ops: readonly Op[], limitMs?: number) => Promise<Second>> {
  const begin = kind(bench);
  const key = bench.fresh();
  const ended = begin(key, [log(key), ...first]);
  const id = await bench.whoLogged(key);
  if (!kill) await ended;
  await bench.sleep(afterMs);
  if (kill) await bench.ask('kill', id);
  await ended;
  await (byRetention ? forgotten(bench, id) : purged(bench, id));
  return async (ops, limitMs = 12_000) => {
    const began = bench.driver.now();
    const second = await bench.within(begin(key, ops), limitMs);
    const ms = bench.driver.now() - began;
    const row = await bench.driver.invocation(id);
    return {
      ms,
      result: second === 'pending' ? second : second.json,
      row: { status: row?.status ?? null, code: row?.lastFailureCode ?? null },
    };
  };
}

/** Whether the second invocation ended within the limit, and its result. */
export function early({ ms, result }: Second, limitMs: number): Json {
  return { early: ms <= limitMs, result };
}

/** The row of an invocation that retries and never succeeds, because a notification does not fit its journal. */
export function stuck(): Json {
  return { status: 'backing-off', code: 'RT0007' };
}

export async function purged(bench: Bench, id: string): Promise<void> {
  await bench.ask('purge', id);
  await forgotten(bench, id);
}

async function forgotten(bench: Bench, id: string): Promise<void> {
  await bench.eventually('the record to go', async () => ((await bench.status(id)) === undefined ? true : undefined));
}
