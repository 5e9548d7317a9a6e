import { chartName, type ChartSpec } from '../../sim/trace/charts/chart-spec.ts';
import { edgesOf } from '../../sim/trace/charts/edges.ts';
import type { CoverageGroup, CoverageItem } from './report.ts';
import { entryName, isCommandType } from '../../sim/trace/words/command-words.ts';

/** Name -> times, as a campaign counts them over all its runs. */
export type Counts = Readonly<Record<string, number>>;

/** What can happen in a run: the name of its count, its name in the report, and the sentence for a count of zero. */
const HAPPENED: readonly (readonly [counted: string, name: string, zero: string])[] = [
  ['connection lost', 'connections lost', 'no connection was ever lost'],
  ['process death', 'process crashes', 'the service process never crashed'],
  ['forced suspension', 'forced suspensions', 'no suspension was ever forced'],
  ['clock jump', 'clock jumps', 'the clock never jumped'],
  ['server restart', 'server restarts', 'the server was never restarted'],
  ['lost answer', 'effects that failed or lost their response', 'no effect ever failed or lost its response'],
  ['repeated effect', 'effects that were repeated under their key', 'no effect was ever repeated under its key'],
  ['replay', 'attempts that replayed a journal', 'no attempt ever replayed a journal'],
  ['retry', 'attempts after a failed one', 'no attempt ever followed a failed one'],
  ['suspension', 'suspensions', 'no invocation was ever suspended'],
  ['timer', 'timers that fired', 'no timer ever fired'],
  ['lock wait', 'waits for a lock', 'no invocation ever waited for a lock'],
  ['zombie', 'zombies: attempts that ran on after the server gave them up', 'no attempt ever became a zombie'],
  ['zombie effect', 'effects caused by zombies', 'no zombie ever reached the outside world'],
  ['found again', 'requests that met an earlier invocation', 'no request was ever repeated under its idempotency key'],
  ['cancel requested', 'cancels', 'nothing was ever cancelled'],
  ['killed', 'kills', 'nothing was ever killed'],
  ['paused', 'pauses', 'nothing was ever paused'],
];

const PHASES = ['before', 'inside', 'after'] as const;
const DEEP = 4;

/**
 * What all runs of a campaign reached, by group. In each group, what no run reached comes first.
 * @param handlers all that there are, as `Service/handler`
 */
export function coverageGroups(
  counts: Counts,
  charts: readonly ChartSpec[],
  handlers: readonly string[] = [],
): readonly CoverageGroup[] {
  if (Object.keys(counts).length === 0) return [];
  return [
    {
      name: 'what happened',
      items: zeroesFirst(
        HAPPENED.map(([counted, name, zero]) => ({ name, zero, count: counts[`happened ${counted}`] ?? 0 })),
      ),
    },
    { name: 'crashes by journal entry', items: zeroesFirst(crashes(counts)) },
    {
      name: 'journal entries',
      items: [...entryCounts(counts, 'entry ')].map(([name, times]) => entryItem(name, times)),
    },
    { name: 'keys by invocations in flight at once', items: depths(counts) },
    {
      name: 'conflicting steps of two invocations, by their order',
      items: zeroesFirst(pairs(counts)),
    },
    { name: 'handlers', items: zeroesFirst(calls(counts, handlers)) },
    { name: 'outcomes', items: named(counts, 'outcome ') },
    ...charts.map((chart) => ({
      name: `${chart.kind} of ${chartName(chart)}: decisions at its edges`,
      items: zeroesFirst(
        edgesOf(chart).map(({ name, never }) => ({
          name,
          zero: `${chartName(chart)}: ${never}`,
          count: counts[`limiter ${chartName(chart)}: ${name}`] ?? 0,
        })),
      ),
    })),
  ];
}

/** @returns runs by the number of troubles injected into them: index 3 is the runs with three */
export function faultCounts(counts: Counts): readonly number[] {
  const found = Object.entries(counts).flatMap(([name, runs]) => {
    const match = /^troubles (\d+)$/.exec(name);
    return match === null ? [] : [[Number(match[1]), runs] as const];
  });
  const max = Math.max(-1, ...found.map(([troubles]) => troubles));
  const byTroubles = new Map(found);
  return Array.from({ length: max + 1 }, (_, troubles) => byTroubles.get(troubles) ?? 0);
}

function crashes(counts: Counts): CoverageItem[] {
  return [...entryCounts(counts, 'entry ').keys()].flatMap((entry) =>
    PHASES.filter((phase) => phase !== 'inside' || entry === 'Run').map((phase) => {
      const name =
        phase === 'inside'
          ? `between the closure of a ${entry} and its journal entry`
          : `${phase} ${/^[AEIO]/.test(entry) ? 'an' : 'a'} ${entry} entry`;
      return {
        name,
        count: entryCounts(counts, `crash ${phase} `).get(entry) ?? 0,
        zero: `no run crashed ${name}`,
      };
    }),
  );
}

/** Times by Restate's name of the entry. Several commands may share a name. */
function entryCounts(counts: Counts, prefix: string): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const [counted, found] of Object.entries(counts)) {
    if (!counted.startsWith(prefix)) continue;
    const name = entryNameOf(counted.slice(prefix.length));
    times.set(name, (times.get(name) ?? 0) + found);
  }
  return new Map([...times].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** A campaign counts by the type of a command; an unknown type stands for itself. */
function entryNameOf(type: string): string {
  return isCommandType(type) ? entryName(type) : type;
}

function depths(counts: Counts): readonly CoverageItem[] {
  const times = new Map<number, number>();
  for (const [counted, found] of Object.entries(counts)) {
    const match = /^overlap (\d+)$/.exec(counted);
    if (match === null) continue;
    const depth = Math.min(DEEP, Number(match[1]));
    times.set(depth, (times.get(depth) ?? 0) + found);
  }
  return zeroesFirst(
    Array.from({ length: DEEP }, (_, index) => {
      const depth = index + 1;
      const words = depth === DEEP ? `${depth} or more` : `at most ${depth}`;
      const zero = `no key had ${depth === DEEP ? words : `exactly ${depth}`} at once`;
      return { name: words, count: times.get(depth) ?? 0, zero };
    }),
  );
}

/** Both orders of each pair that was observed in one order. */
function pairs(counts: Counts): CoverageItem[] {
  const both = Object.keys(counts).flatMap((counted) => {
    const [, first, second, place] = /^pair (.*) > (.*) on (\w+)$/.exec(counted) ?? [];
    return place === undefined ? [] : [counted, `pair ${second} > ${first} on ${place}`];
  });
  return [...new Set(both)].toSorted().map((counted) => {
    const [, first = '', second = '', place = ''] = /^pair (.*) > (.*) on (\w+)$/.exec(counted) ?? [];
    const name = `"${first}", then "${second}" on one ${place}`;
    return { name, count: counts[counted] ?? 0, zero: `never ${name}` };
  });
}

function calls(counts: Counts, handlers: readonly string[]): CoverageItem[] {
  const called = named(counts, 'handler ').map(({ name }) => name);
  return [...new Set([...handlers, ...called])].toSorted().map((name) => {
    return { name, count: counts[`handler ${name}`] ?? 0, zero: `${name} was never called` };
  });
}

function named(counts: Counts, prefix: string): CoverageItem[] {
  const found = Object.entries(counts).filter(([counted]) => counted.startsWith(prefix));
  return found.map(([counted, count]) => {
    const name = counted.slice(prefix.length);
    return { name, count, zero: `never ${name}` };
  });
}

function entryItem(name: string, count: number): CoverageItem {
  return { name, count, zero: `no ${name} entry was ever written` };
}

function zeroesFirst(items: readonly CoverageItem[]): readonly CoverageItem[] {
  return [...items.filter((item) => item.count === 0), ...items.filter((item) => item.count > 0)];
}
