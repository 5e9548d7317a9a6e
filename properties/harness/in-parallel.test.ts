/** Goal: every item is worked on once, and no more of them at a time than asked for. Method: items that take a turn each. */
import { expect, it } from 'vitest';
import { inParallel } from './in-parallel.ts';

it.each([1, 3, 8])('works on each item once, %i at a time', async (width) => {
  const items = ['a', 'b', 'c', 'd', 'e'];
  const [worked, underWay]: [[string, number][], number[]] = [[], []];
  let now = 0;
  await inParallel(width, items, async (item, place) => {
    worked.push([item, place]);
    underWay.push(++now);
    await Promise.resolve();
    now--;
  });
  expect(worked).toEqual(items.map((item, place) => [item, place]));
  expect(Math.max(...underWay)).toBe(Math.min(width, items.length));
});

it('ends with the error of an item', async () => {
  const work = async (item: number): Promise<void> => {
    if (item === 2) throw new Error('the second');
  };
  await expect(inParallel(2, [1, 2, 3], work)).rejects.toThrow('the second');
});
