import type { ShownEvent } from '../../sim/trace/shown.ts';
import { TimeAxis, type Chart, type ChartPoint } from './chart.ts';
import { count } from '../../sim/core/count.ts';
import { short } from '../../sim/trace/words/payload-text.ts';
import { durationText } from '../../sim/core/duration-text.ts';
import { itemAt } from '../../sim/core/item-at.ts';

interface Moment {
  readonly atMs: number;
  readonly seq: number;
  readonly length: number;
}

/** How many invocations wait for the lock of a key, for each key with a queue. */
export function queueCharts(events: readonly ShownEvent[], startMs: number): readonly Chart[] {
  const waiting = new Map<string, Queue>();
  const moments = new Map<string, Moment[]>();
  const longest = new Map<string, number>();
  for (const event of events) {
    if (event.type === 'queued') {
      const queue = waiting.get(event.key) ?? new Map<string, number>();
      waiting.set(event.key, queue.set(event.invocation, event.atMs));
      note(moments, event.key, { atMs: event.atMs, seq: event.seq, length: queue.size });
    } else if (event.type === 'lock taken' || event.type === 'removed' || event.type === 'completed') {
      for (const [key, queue] of queuesWith(event.invocation, waiting)) {
        longest.set(key, Math.max(longest.get(key) ?? 0, event.atMs - (queue.get(event.invocation) ?? event.atMs)));
        queue.delete(event.invocation);
        note(moments, key, { atMs: event.atMs, seq: event.seq, length: queue.size });
      }
    }
  }
  const endMs = events.at(-1)?.atMs ?? startMs;
  return [...moments].map(([key, own]) => {
    const stuck = waiting.get(key)?.size ?? 0;
    return chartOf(key, own, { startMs, endMs, longestMs: longest.get(key), stuck });
  });
}

type Queue = Map<string, number>;

function queuesWith(invocation: string, waiting: ReadonlyMap<string, Queue>): readonly (readonly [string, Queue])[] {
  return [...waiting].filter(([, queue]) => queue.has(invocation));
}

function note(moments: Map<string, Moment[]>, key: string, moment: Moment): void {
  moments.set(key, [...(moments.get(key) ?? []), moment]);
}

function chartOf(
  key: string,
  moments: readonly Moment[],
  {
    startMs,
    endMs,
    longestMs,
    stuck,
  }: { startMs: number; endMs: number; longestMs: number | undefined; stuck: number },
): Chart {
  const axis = new TimeAxis([...moments.map(({ atMs }) => atMs), endMs]);
  const points: ChartPoint[] = [{ x: 0, y: 0 }];
  for (const [index, { length }] of moments.entries()) {
    const x = axis.place(index);
    points.push({ x, y: itemAt(points, points.length - 1).y }, { x, y: length });
  }
  points.push({ x: axis.width, y: itemAt(points, points.length - 1).y });
  const most = Math.max(...moments.map(({ length }) => length));
  const still = stuck > 0 ? ` ${count(stuck, 'invocation')} still ${stuck === 1 ? 'waits' : 'wait'} at the end.` : '';
  return {
    kind: 'queue',
    key,
    title: `Waiting for the lock of ${short(key, 60)}`,
    summary: `At most ${most} at once${longestMs === undefined ? '' : `; the longest wait that ended took ${durationText(longestMs)}`}.${still}`,
    unit: 'waiting',
    broken: false,
    width: axis.width,
    minY: 0,
    maxY: most + 1,
    lines: [{ name: 'waiting', kind: 'value', points }],
    areas: [],
    dots: moments.map(({ seq, atMs, length }, index) => ({
      x: axis.place(index),
      y: length,
      seq,
      atMs: atMs - startMs,
      kind: 'granted',
      label: `${length} waiting`,
    })),
    brackets: [],
    ticks: moments.map(({ atMs }, index) => ({ x: axis.place(index), atMs: atMs - startMs })),
  };
}
