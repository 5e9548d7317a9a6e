import { describe, expect, it } from 'vitest';
import { startOf, stepsOf } from '../data/steps.ts';
import { RunBuilder } from '../testing/run-builder.ts';
import type { Layout } from './geometry.ts';
import { layOut } from './layout.ts';
import { windowAround, within } from './window.ts';

function longLayout(): Layout {
  const builder = new RunBuilder();
  for (let index = 0; index < 80; index++) {
    const [id, key] = [`i${index}`, `k${index % 3}`];
    builder.call(id, 'ann', { service: 'Shop', key, handler: 'buy' }).start(id).set(id, 1, 'sold', index);
    builder.end(id, `Shop/${key}`, index).pass(10);
  }
  const run = builder.run();
  const none = { hidden: new Set<number>(), toScale: false, changes: new Map() };
  return layOut(stepsOf(run), { ...none, startMs: startOf(run.events) });
}

describe('what is drawn of a long run', () => {
  const layout = longLayout();
  const middle = layout.width / 2;

  it('is what reaches into the window, at the same place as in the whole', () => {
    const part = within(layout, { from: middle, to: middle + 500 });
    expect(part.marks.length).toBeGreaterThan(0);
    expect(part.marks.length).toBeLessThan(layout.marks.length / 4);
    const inside = layout.marks.filter(({ x }) => x > middle && x < middle + 500);
    expect(part.marks).toEqual(expect.arrayContaining(inside));
    expect([part.width, part.height, part.columns]).toEqual([layout.width, layout.height, layout.columns]);
  });

  it('keeps stretches and arrows that only pass through', () => {
    const passing = { ...layout, bars: [{ ...layout.bars[0], x: 0, to: layout.width }] } as Layout;
    expect(within(passing, { from: middle, to: middle + 1 }).bars).toHaveLength(1);
    const arrow = { ...layout.arrows[0], fromX: layout.width, toX: 0 };
    expect(within({ ...layout, arrows: [arrow] } as Layout, { from: middle, to: middle + 1 }).arrows).toHaveLength(1);
  });

  it('is all of it when windows follow one another', () => {
    const seen = new Set<unknown>();
    for (let from = 0; from < layout.width; from += 700) {
      for (const mark of within(layout, windowAround(from, from + 700)).marks) seen.add(mark);
    }
    expect(seen.size).toBe(layout.marks.length);
  });

  it('changes rarely while the reader scrolls, and always reaches beyond what is in sight', () => {
    const windows = Array.from({ length: 1_000 }, (_, left) => windowAround(left, left + 900));
    expect(new Set(windows.map(({ from, to }) => `${from} ${to}`)).size).toBeLessThanOrEqual(3);
    for (const [left, { from, to }] of windows.entries()) {
      expect(from).toBeLessThanOrEqual(left - 1_000);
      expect(to).toBeGreaterThanOrEqual(left + 900 + 1_000);
    }
  });
});
