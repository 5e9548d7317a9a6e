import { Bench } from './bench.ts';
import type { Case } from './case.ts';
import type { Room } from './engine.ts';
import { allows, describe } from './expectation.ts';
import { canonical, type Json } from './json.ts';

export interface CaseResult {
  readonly number: number;
  readonly name: string;
  readonly verdict: 'held' | 'broken';
  /** Missing if the script itself failed. */
  readonly outcome?: Json;
  /** Why it is broken. */
  readonly reason?: string;
  readonly ms: number;
}

/** Plays one case in a room that suits it. */
export async function runCase(test: Case, room: Room): Promise<CaseResult> {
  const began = performance.now();
  const result = (more: Pick<CaseResult, 'verdict' | 'outcome' | 'reason'>): CaseResult => {
    return { number: test.number, name: test.name, ...more, ms: Math.round(performance.now() - began) };
  };
  try {
    const outcome = await within(test.script(new Bench(await room.driver())));
    if (allows(test.expect, outcome)) return result({ verdict: 'held', outcome });
    const reason = `observed ${canonical(outcome)}, expected ${describe(test.expect)}`;
    return result({ verdict: 'broken', outcome, reason });
  } catch (error) {
    return result({ verdict: 'broken', reason: error instanceof Error ? error.message : String(error) });
  }
}

/** In real time: an engine that hangs altogether must not take the whole run with it. */
async function within<T>(script: Promise<T>): Promise<T> {
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(() => limit.reject(new Error(`no outcome after ${limitMs} ms`)), limitMs);
  try {
    return await Promise.race([script, limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}

const limitMs = 60_000;
