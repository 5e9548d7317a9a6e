import { SERVER_VERSIONS, type ServerVersion } from '../../core/server-version.ts';
import { durationText } from '../../core/duration-text.ts';
import type { TraceEvent } from '../../trace/event.ts';
import { outcomeOf, type Observed } from '../versions/outcome.ts';
import { scheduleOf, type Schedule } from './schedule-of.ts';
import type { VersionDifference } from './version-difference.ts';

/** The events of the same plan on each version, oldest first. */
export type OnVersions = readonly [older: readonly TraceEvent[], newer: readonly TraceEvent[]];

/** @returns what differs between runs of the same plan, made without any chance, on the two versions of the server */
export function differencesBetween([older, newer]: OnVersions): readonly VersionDifference[] {
  const schedules = [scheduleOf(older), scheduleOf(newer)] as const;
  return [...outcomes(outcomeOf(older), outcomeOf(newer)), ...orders(...schedules), ...timings(...schedules)];
}

const [OLDER, NEWER] = SERVER_VERSIONS as readonly [ServerVersion, ServerVersion];

type Observations = ReadonlyMap<string, Observed>;

function outcomes(older: Observations, newer: Observations): VersionDifference[] {
  return [...new Set([...older.keys(), ...newer.keys()])].flatMap((name) => {
    const [before, after] = [older.get(name), newer.get(name)];
    const one = before ?? after;
    if (one === undefined || before?.text === after?.text) return [];
    const failsOn = failing(before, after);
    return {
      kind: 'outcome' as const,
      name: `outcome ${one.kind} ${one.handler ?? one.what} ${failsOn ?? ''}`,
      handler: one.handler,
      message: `${upper(one.what)} is ${textOf(before)} on ${OLDER}, and ${textOf(after)} on ${NEWER}.`,
      sizeMs: 0,
      ...(failsOn !== undefined && { failsOn }),
    };
  });
}

/** @returns the version on which it fails, where the other one has a value */
function failing(before: Observed | undefined, after: Observed | undefined): ServerVersion | undefined {
  if (before === undefined || after === undefined) return undefined;
  if (before.failure === undefined) return after.failure === undefined ? undefined : NEWER;
  return after.failure === undefined ? OLDER : undefined;
}

function textOf(observed: Observed | undefined): string {
  return observed?.text ?? 'missing';
}

function orders(older: Schedule, newer: Schedule): VersionDifference[] {
  return [...older.holders].flatMap(([key, before]) => {
    const after = newer.holders.get(key) ?? [];
    const pair = swapped(before, after);
    if (pair === undefined) return [];
    const [first, second] = pair;
    const handler = older.handlers.get(first);
    return {
      kind: 'order' as const,
      name: `order ${handler ?? key} ${older.handlers.get(second) ?? ''}`,
      handler,
      message:
        `${key} runs ${first} before ${second} on ${OLDER}, and after it on ${NEWER}` +
        `${whyOf(older, first)}${whyOf(older, second)}.`,
      sizeMs: 0,
    };
  });
}

/** @returns the first two neighbours that have the other order there */
function swapped(before: readonly string[], after: readonly string[]): readonly [string, string] | undefined {
  const places = new Map(after.map((name, place) => [name, place]));
  const common = before.filter((name) => places.has(name));
  for (const [index, first] of common.entries()) {
    const second = common[index + 1];
    if (second !== undefined && (places.get(first) ?? 0) > (places.get(second) ?? 0)) return [first, second];
  }
  return undefined;
}

/** An invocation that was sent with a delay is the likely cause. */
function whyOf({ delays }: Schedule, invocation: string): string {
  const delay = delays.get(invocation);
  return delay === undefined ? '' : `; ${invocation} was sent with a delay of ${delay} ms`;
}

const TIMED: readonly { readonly of: 'starts' | 'retries' | 'answers'; readonly what: (name: string) => string }[] = [
  { of: 'starts', what: (name) => `its delayed invocation ${name} starts` },
  { of: 'retries', what: (name) => `its attempt ${name} follows the failed one` },
  { of: 'answers', what: (name) => `the answer to ${name} comes` },
];

function timings(older: Schedule, newer: Schedule): VersionDifference[] {
  return TIMED.flatMap(({ of, what }) =>
    [...older[of]].flatMap(([name, before]) => {
      const after = newer[of].get(name);
      if (after === undefined || after.ms === before.ms) return [];
      return {
        kind: 'timing' as const,
        name: `timing ${of} ${before.handler}`,
        handler: before.handler,
        message: `${before.handler}: ${what(name)} after ${durationText(before.ms)} on ${OLDER}, and after ${durationText(after.ms)} on ${NEWER}.`,
        sizeMs: Math.abs(after.ms - before.ms),
      };
    }),
  );
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
