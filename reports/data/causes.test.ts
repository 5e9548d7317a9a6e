import { expect, it } from 'vitest';
import { RunBuilder } from '../testing/run-builder.ts';
import { causesOf, futureOf, pastOf, sourcesOf } from './causes.ts';
import { compare } from './compare.ts';
import { withoutIdleSteps } from './idle.ts';
import { jsonChanges, changesText } from './json-changes.ts';
import { panelOf } from './panel.ts';
import { stepsOf } from './steps.ts';

const eu = { service: 'Bucket', key: 'eu', handler: 'take' };
const us = { service: 'Bucket', key: 'us', handler: 'take' };

it('orders the steps of one key, and not those of two keys', () => {
  const steps = stepsOf(
    new RunBuilder().call('a', 'ann', eu).call('b', 'bob', us).call('c', 'cid', eu).start('b').run(),
  );
  const causes = causesOf(steps);
  expect([...pastOf(causes, [2])]).toEqual([2, 0]);
  expect([...pastOf(causes, [3])]).toEqual([3, 1]);
  expect([...futureOf(causes, 0)]).toEqual([0, 2]);
});

it('does not count a reader as a source of later changes', () => {
  const builder = new RunBuilder();
  builder.step([], { type: 'trouble', trouble: 'reader', point: '', invocation: undefined, attempt: undefined });
  const [reader] = builder.events;
  if (reader !== undefined) builder.events[0] = { ...reader, footprint: { reads: ['clock'], writes: [] } };
  const steps = stepsOf(builder.pass(10).run());
  expect(causesOf(steps)[1]).toEqual([0]);
  expect(sourcesOf(steps)[1]).toEqual([]);
});

it('puts steps of different invocations into different rows', () => {
  const left = stepsOf(new RunBuilder().call('a', 'ann', eu).start('a').run());
  const right = stepsOf(new RunBuilder().call('b', 'ann', us).start('b').run());
  expect(compare(left, right).filter((pair) => pair.left !== undefined && pair.right !== undefined)).toEqual([]);
});

it('folds a stretch in which only time passes into one step, and keeps what happens in it', () => {
  const steps = stepsOf(new RunBuilder().call('a', 'ann', eu).pass(5).pass(7).pass(8).start('a').pass(3).run());
  const folded = withoutIdleSteps(steps);
  expect(folded.map(({ index, events }) => [index, events.map(({ type }) => type)])).toEqual([
    [0, steps[0]?.events.map(({ type }) => type)],
    [1, ['time']],
    [4, ['attempt started']],
    [5, ['time']],
  ]);
  const [time] = folded[1]?.events ?? [];
  expect(time?.type === 'time' && time.toMs - time.fromMs).toBe(20);
});

it('aligns equal steps of two runs', () => {
  const left = stepsOf(new RunBuilder().call('a', 'ann', eu).pass(5).start('a').run());
  const right = stepsOf(new RunBuilder().call('a', 'ann', eu).start('a').run());
  expect(compare(left, right)).toEqual([
    { left: 0, right: 0 },
    { left: 1, right: undefined },
    { left: 2, right: 1 },
  ]);
});

it('keeps as many equal steps in one row as possible, in whatever order the others come', () => {
  const passing = (...times: readonly number[]) =>
    stepsOf(times.reduce((builder, ms) => builder.pass(ms), new RunBuilder()).run());
  const rows = (left: readonly number[], right: readonly number[]): string[] =>
    compare(passing(...left), passing(...right)).map((pair) => `${pair.left ?? '-'} ${pair.right ?? '-'}`);
  expect(rows([1, 2, 3], [1, 2, 3])).toEqual(['0 0', '1 1', '2 2']);
  expect(rows([1, 9, 3], [1, 8, 3])).toEqual(['0 0', '1 -', '- 1', '2 2']);
  // The longest common part is 4, 5, 6; 1 is common too, and would exclude it.
  expect(rows([1, 4, 5, 6, 7], [4, 5, 6, 1])).toEqual(['0 -', '1 0', '2 1', '3 2', '4 -', '- 3']);
  expect(rows([4, 5, 6, 1], [1, 4, 5, 6, 7])).toEqual(['- 0', '0 1', '1 2', '2 3', '3 -', '- 4']);
  expect(rows([2, 2, 1], [2, 1])).toEqual(['0 0', '1 -', '2 1']);
  expect(rows([], [1])).toEqual(['- 0']);
});

it('finds where two values differ', () => {
  const changes = jsonChanges({ items: [{ n: 1 }], tokens: 3 }, { items: [{ n: 2 }, {}], tokens: 3 });
  expect(changes.map(({ path }) => path)).toEqual(['items[0].n', 'items[1]']);
  expect(changesText(changes, 30)).toBe('n 1→2 +1');
});

it('describes a step: the changes, the journal, the holder of the lock', () => {
  const steps = stepsOf(
    new RunBuilder().call('a', 'ann', eu).start('a').set('a', 1, 'tokens', 3).set('a', 2, 'tokens', 2).run(),
  );
  const panel = panelOf(steps, 3);
  expect(panel?.changes).toEqual([{ key: 'Bucket/eu', name: 'tokens', changes: [{ path: '', from: '3', to: '2' }] }]);
  expect(panel?.invocation?.journal.map(({ name, result }) => [name, result])).toEqual([
    ['Input', undefined],
    ['Set state', '3'],
    ['Set state', '2'],
  ]);
  expect(panel?.locks).toEqual([{ key: 'Bucket/eu', holder: 'a', queue: [] }]);
});
