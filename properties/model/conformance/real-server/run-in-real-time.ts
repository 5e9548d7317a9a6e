import { setTimeout } from 'node:timers/promises';
import type { Case } from '../case.ts';
import type { Room } from '../engine.ts';
import { runCase, type CaseResult } from '../run-case.ts';

/** What came out where time is real, and which plays before that did not hold. */
export interface PlayedAgain extends CaseResult {
  /** Why each play before the last one was broken. */
  readonly before: readonly string[];
}

/**
 * Plays a case where time is real. Its script waits for milliseconds, which a busy machine stretches, so a case that is
 * broken is played again, twice at most, each time after a longer pause. A rule that the server does not follow breaks
 * each play.
 * @param play runs the case once; for tests of this function
 * @param pause waits for so many milliseconds
 */
export async function runInRealTime(
  test: Case,
  room: Room,
  play: (test: Case, room: Room) => Promise<CaseResult> = runCase,
  pause: (ms: number) => Promise<unknown> = setTimeout,
): Promise<PlayedAgain> {
  const before: string[] = [];
  for (const ms of PAUSES_MS) {
    const result = await play(test, room);
    if (result.verdict === 'held') return { ...result, before };
    before.push(result.reason ?? 'no reason');
    await pause(ms);
  }
  return { ...(await play(test, room)), before };
}

/** Before the second and before the third play. */
const PAUSES_MS = [1_000, 5_000];
