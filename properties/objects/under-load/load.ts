import * as restate from '@restatedev/restate-sdk';
import { Simulation } from '../../../sim/index.ts';
import { limited, metered, rateLimiter } from './services.ts';

/** What two customers get who share an API: one asks twenty times at once, one asks a single time a little later. */
export interface Shared {
  /** Until the single request had its response, in ms; undefined where it was refused. */
  readonly smallMs: number | undefined;
  /** How many of the twenty were not refused. */
  readonly bigServed: number;
  /** Until the last of these had its response, in ms. */
  readonly bigMs: number;
  /** The most that ran at the same time. */
  readonly atOnce: number;
}

/** How the API is shared. */
export interface Sharing {
  readonly name: string;
  /** The rule book; undefined where token buckets are used. */
  readonly limits?: Readonly<Record<string, number>>;
  /** Whether each customer has a limit key, or a bucket. */
  readonly perCustomer: boolean;
}

export const SHARINGS: readonly Sharing[] = [
  { name: 'one limit: `api: 2`', limits: { api: 2 }, perCustomer: false },
  { name: 'the same, and a limit key for each customer', limits: { api: 2 }, perCustomer: true },
  { name: 'a limit for each customer: `api/*: 2`', limits: { 'api/*': 2 }, perCustomer: true },
  { name: 'one token bucket', perCustomer: false },
  { name: 'a token bucket for each customer', perCustomer: true },
];

const REQUESTS = 20;
const LATER_MS = 10;
/** As much as two at once that take a second each. */
const BUCKET = { capacity: 2, refillPerSecond: 2 };

/** Puts the load on an API that is shared in this way. */
export async function underLoad({ limits, perCustomer }: Sharing): Promise<Shared> {
  const services = [limited, metered, rateLimiter] as const;
  const server = { version: '1.8', ...(limits !== undefined && { limits }) } as const;
  await using sim = new Simulation({ services, server });
  for (const key of ['all', 'big', 'small']) await sim.client.object(rateLimiter, key).initialize(BUCKET);
  const ask = (customer: string): PromiseLike<void> => {
    if (limits === undefined) return sim.client.service(metered).ask(perCustomer ? customer : 'all');
    const key = restate.rpc.opts<void, void>(perCustomer ? { limitKey: customer } : {});
    return sim.client.scope('api').service(limited).ask(key);
  };
  const startMs = sim.now;
  const timed = async (customer: string): Promise<number | undefined> => {
    const beganMs = sim.now;
    try {
      await ask(customer);
      return sim.now - beganMs;
    } catch {
      return undefined;
    }
  };
  const big = Array.from({ length: REQUESTS }, () => timed('big'));
  await sim.advance(LATER_MS);
  const smallMs = await timed('small');
  const served = (await Promise.all(big)).filter((ms) => ms !== undefined);
  return { smallMs, bigServed: served.length, bigMs: Math.max(...served), atOnce: atOnce(sim, startMs) };
}

/** Counts what works: what is refused ends at once. */
function atOnce(sim: Pick<Simulation, 'trace'>, startMs: number): number {
  const working = new Set<string>();
  let most = 0;
  for (const event of sim.trace) {
    if (event.atMs < startMs) continue;
    if (event.type === 'appended' && event.command.type === 'Sleep') working.add(event.invocation);
    if (event.type === 'completed') working.delete(event.invocation);
    most = Math.max(most, working.size);
  }
  return most;
}

/** @returns the table of the page on limits */
export async function table(): Promise<string> {
  const rows: string[] = [];
  for (const sharing of SHARINGS) {
    const { smallMs, bigServed, bigMs, atOnce: most } = await underLoad(sharing);
    const small = smallMs === undefined ? 'refused' : `after ${smallMs} ms`;
    rows.push(`| ${sharing.name} | ${small} | ${bigServed} of ${REQUESTS}, the last after ${bigMs} ms | ${most} |`);
  }
  return ['| | the one request | the twenty | at once |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
