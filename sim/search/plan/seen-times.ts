import * as fc from 'fast-check';

/** When the code under test does something, as runs without faults showed it. All times are in ms. */
export interface SeenTimes {
  /** How long it sleeps, delays its messages and waits at most, each once, the shortest first. */
  readonly spansMs: readonly number[];
  /** When attempts start, from the start of the run, beyond its first seconds. */
  readonly momentsMs: readonly number[];
  /** The longest wait of a client. Where jobs schedule themselves forever, a longer one would cost too many of their rounds. */
  readonly maxWaitMs: number;
}

/** The world's troubles come in these first ms of a run, or at a moment at which something was seen to start. */
const BEGINNING_MS = 5_000;

/** All clients of a run wait for so long together, at most: a run ends after a year of virtual time. */
const MAX_WAITS_MS = 100 * 86_400_000;

/** How far from such a moment, at most, in ms. */
const NEAR_MS = 50;

/**
 * Draws how long a client waits before a request: some time near one that the code is known to use, or one of any order of
 * magnitude.
 * @param waitedMs how long clients have waited in this run, in ms
 * @returns ms; undefined where nothing is known about the code, and a wait might cost more than it shows
 */
export function drawnWait(mrng: fc.Random, seen: SeenTimes | undefined, waitedMs: number): number | undefined {
  if (seen === undefined || waitedMs >= MAX_WAITS_MS) return undefined;
  const { spansMs, maxWaitMs } = seen;
  const span =
    spansMs.length === 0 || mrng.nextInt(1, 5) <= 2 ? undefined : spansMs[mrng.nextInt(0, spansMs.length - 1)];
  const waitMs = span === undefined ? anyWait(mrng, maxWaitMs) : near(mrng, span);
  return Math.min(maxWaitMs, Math.max(1, Math.round(waitMs)));
}

/** Each order of magnitude is as likely as each other one. */
function anyWait(mrng: fc.Random, mostMs: number): number {
  return Math.exp((mrng.nextInt(0, 1_000) / 1_000) * Math.log(mostMs));
}

/** Just before, at and just after a time, about half of it and up to twice as long. */
function near(mrng: fc.Random, spanMs: number): number {
  switch (mrng.nextInt(1, 4)) {
    case 1:
      return spanMs + mrng.nextInt(-1, 1);
    case 2:
      return spanMs + mrng.nextInt(1, NEAR_MS);
    default:
      return spanMs * (mrng.nextInt(20, 200) / 100);
  }
}

/** @returns when a trouble of the whole world comes, in ms from the start of the run */
export function momentOf(seen: SeenTimes | undefined): fc.Arbitrary<number> {
  const early = fc.integer({ min: 0, max: BEGINNING_MS });
  const moments = seen?.momentsMs ?? [];
  if (moments.length === 0) return early;
  const late = fc.tuple(fc.constantFrom(...moments), fc.integer({ min: 0, max: NEAR_MS }));
  return fc.oneof(
    early,
    late.map(([momentMs, laterMs]) => momentMs + laterMs),
  );
}
