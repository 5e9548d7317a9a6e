import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from './clock.ts';
import { isoTime } from './iso-time.ts';

function armed(clock: VirtualClock, atMs: number, fired: string[], name: string, housekeeping = false) {
  return clock.arm({ atMs, housekeeping, due: () => fired.push(name) });
}

describe('the virtual clock', () => {
  it('begins at a fixed time, whatever the clock of the machine shows', () => {
    expect(isoTime(new VirtualClock().now)).toBe('2026-01-01T00:00:00.000Z');
  });

  it('makes deadlines due in order of time, equal ones in the order in which they were armed', () => {
    const times = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 40 });
    fc.assert(
      fc.property(times, (deadlines) => {
        const clock = new VirtualClock(0);
        const fired: string[] = [];
        for (const [index, atMs] of deadlines.entries()) armed(clock, atMs, fired, `${atMs}:${index}`);
        while (clock.pending) clock.advance();
        const expected = deadlines.map((atMs, index) => ({ atMs, index })).toSorted((a, b) => a.atMs - b.atMs);
        expect(fired).toEqual(expected.map(({ atMs, index }) => `${atMs}:${index}`));
      }),
      { seed: 1 },
    );
  });

  it('never fires cancelled deadlines, and forgets them', () => {
    const clock = new VirtualClock(0);
    const fired: string[] = [];
    const kept = Array.from({ length: 500 }, (_, index) => armed(clock, index, fired, `${index}`));
    for (const [index, deadline] of kept.entries()) if (index % 10 !== 3) clock.cancel(deadline);
    while (clock.pending) clock.advance();
    expect(fired).toEqual(Array.from({ length: 50 }, (_, index) => `${index * 10 + 3}`));
  });

  it('does not advance for housekeeping, which is due when time passes it', () => {
    const clock = new VirtualClock(0);
    const fired: string[] = [];
    armed(clock, 10, fired, 'sweep', true);
    expect(clock.pending).toBe(false);
    armed(clock, 20, fired, 'timer');
    clock.advance();
    expect([clock.now, fired]).toEqual([10, ['sweep']]);
    clock.advance();
    expect([clock.now, fired]).toEqual([20, ['sweep', 'timer']]);
  });

  it('fires the deadlines that a jump forwards passes at once, and after a jump backwards fires them later', () => {
    const clock = new VirtualClock(0);
    const fired: string[] = [];
    armed(clock, 10, fired, 'timer');
    clock.jump(-100);
    expect(clock.now).toBe(-100);
    clock.jump(110);
    expect(fired).toEqual(['timer']);
  });

  it('refuses to be set back except by a jump', () => {
    const clock = new VirtualClock(5);
    expect(() => clock.advanceTo(4)).toThrow('set back');
    expect(() => clock.advance()).toThrow('without a deadline');
  });
});
