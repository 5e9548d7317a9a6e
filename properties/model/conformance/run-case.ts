import { Bench } from './bench.ts';
import type { Case, Together } from './case.ts';
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
  const driver = await room.driver();
  try {
    const [result] = await Promise.allSettled([within(test.script(new Bench(driver)))]);
    return judged(test, result, performance.now() - began);
  } finally {
    await driver.deployments.close();
  }
}

/** Plays cases at once that have a play together. */
export async function runTogether(
  together: Together,
  tests: readonly Case[],
  room: Room,
): Promise<readonly CaseResult[]> {
  const began = performance.now();
  const driver = await room.driver();
  try {
    const results = await together.play(
      new Bench(driver),
      tests.map(({ number }) => number),
    );
    const ms = (performance.now() - began) / tests.length;
    return tests.flatMap((test, place) => {
      const result = results[place];
      return result === undefined ? [] : [judged(test, result, ms)];
    });
  } finally {
    await driver.deployments.close();
  }
}

function judged({ number, name, expect }: Case, result: PromiseSettledResult<Json>, took: number): CaseResult {
  const ms = Math.round(took);
  if (result.status === 'rejected') {
    const { reason } = result as { readonly reason: unknown };
    return { number, name, verdict: 'broken', reason: reason instanceof Error ? reason.message : String(reason), ms };
  }
  const outcome = result.value;
  if (allows(expect, outcome)) return { number, name, verdict: 'held', outcome, ms };
  const reason = `observed ${canonical(outcome)}, expected ${describe(expect)}`;
  return { number, name, verdict: 'broken', outcome, reason, ms };
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
