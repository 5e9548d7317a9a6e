import { expect, it } from 'vitest';
import { TimeBudget } from './time-budget.ts';

/** A clock that stands still until it is set. */
class Clock {
  ms = 0;
  readonly now = (): number => this.ms;
}

it('scenarios share equally what is left, and time that loading took is gone', () => {
  const clock = new Clock();
  clock.ms = 4_000;
  const budget = new TimeBudget(10_000, 0, clock.now);
  const first = budget.next(2);
  clock.ms = 7_000;
  expect(first.isOver()).toBe(false);
  clock.ms = 7_001;
  expect(first.isOver()).toBe(true);
  const second = budget.next(1);
  clock.ms = 9_999;
  expect(second.isOver()).toBe(false);
  clock.ms = 10_001;
  expect(second.isOver()).toBe(true);
});

it('a run that goes on is cut when the share is over', () => {
  const clock = new Clock();
  const share = new TimeBudget(5_000, 0, clock.now).next(1);
  share.isOver();
  clock.ms = 4_999;
  expect(share.isCut()).toBe(false);
  clock.ms = 5_001;
  expect(share.isCut()).toBe(true);
});

it('a scenario whose share is empty still gets a second for its first run', () => {
  const clock = new Clock();
  clock.ms = 20_000;
  const share = new TimeBudget(5_000, 0, clock.now).next(1);
  clock.ms = 20_999;
  expect(share.isCut()).toBe(false);
  clock.ms = 21_001;
  expect(share.isCut()).toBe(true);
});
