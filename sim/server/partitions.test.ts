import { expect, it } from 'vitest';
import { Partitions } from './partitions.ts';
import { ObjectKeys } from './object-keys.ts';
import { TestWorld } from './testing/test-world.ts';

it('the number of partitions is chosen once, when the first is needed', () => {
  const picks: string[] = [];
  const decider = {
    step: () => 0,
    pick: (kind: string) => {
      picks.push(kind);
      return 1;
    },
  };
  const partitions = new Partitions(new TestWorld({ decider }));
  expect(picks).toEqual([]);
  expect([partitions.of('A/k'), partitions.of('A/l'), partitions.of('A/k')]).toEqual([0, 0, 0]);
  expect(picks).toEqual(['partitions']);
});

it('the partition of an invocation is the recorded one, and follows from its id while none is recorded', () => {
  const partitions = new Partitions(new TestWorld());
  const before = partitions.ofInvocation('inv');
  expect(before).toBe(partitions.of('inv'));
  partitions.remember('inv', before + 1);
  expect(partitions.ofInvocation('inv')).toBe(before + 1);
  expect(partitions.of('inv')).toBe(before);
});

it('keys are created when they are first touched, and iterate in that order', () => {
  const keys = new ObjectKeys(new Partitions(new TestWorld()));
  const first = keys.of('B', 'k');
  keys.of('A', 'k');
  expect(keys.of('B', 'k')).toBe(first);
  expect([...keys].map(({ name }) => name)).toEqual(['B/k', 'A/k']);
});
