import { describe, expect, it } from 'vitest';
import { changesByEvent } from '../data/state-changes.ts';
import { startOf, stepsOf } from '../data/steps.ts';
import { bytesOf, RunBuilder } from '../testing/run-builder.ts';
import type { Layout } from './geometry.ts';
import { layOut } from './layout.ts';

function laidOut(run: Parameters<typeof stepsOf>[0], hidden: readonly number[] = [], toScale = false): Layout {
  const steps = stepsOf(run);
  return layOut(steps, {
    hidden: new Set(hidden),
    toScale,
    startMs: startOf(run.events),
    changes: changesByEvent(steps),
  });
}

const bucket = { service: 'Bucket', key: 'eu', handler: 'take' };
const taken = (): RunBuilder =>
  new RunBuilder()
    .call('a', 'ann', bucket)
    .start('a')
    .set('a', 1, 'tokens', 3)
    .set('a', 2, 'tokens', 2)
    .end('a', 'Bucket/eu', true);

describe('the picture of a run', () => {
  it('has a band for clients and for each key, in the order in which they came', () => {
    const run = taken()
      .call('b', 'bob', { ...bucket, key: 'us' })
      .run();
    expect(laidOut(run).bands.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'clients clients',
      'key Bucket/eu',
      'key Bucket/us',
    ]);
  });

  it('names entries as Restate does, and says below them what they changed', () => {
    const sets = laidOut(taken().run()).marks.filter(({ label }) => label === 'set tokens');
    expect(sets.map(({ note }) => note)).toEqual(['∅→3', '3→2']);
  });

  it('draws the marks of one step in one lane side by side', () => {
    const run = new RunBuilder()
      .call('a', 'ann', bucket)
      .step(
        [],
        { type: 'cancel requested', invocation: 'a', by: 'operator' },
        { type: 'killed', invocation: 'a', by: 'operator' },
      )
      .run();
    const [first, second] = laidOut(run).marks.filter(({ shape }) => shape === 'cross');
    const gap = (second?.x ?? 0) - (second?.width ?? 0) / 2 - ((first?.x ?? 0) + (first?.width ?? 0) / 2);
    expect(gap).toBeCloseTo(4);
    const column = laidOut(run).columns.at(-1);
    expect((second?.x ?? 0) + (second?.width ?? 0) / 2).toBeLessThanOrEqual((column?.x ?? 0) + (column?.width ?? 0));
  });

  it('names an invocation by its handler and its address, and shows below an output what is returned', () => {
    const result = { ok: bytesOf(7) };
    const builder = new RunBuilder().call('a', 'ann', bucket);
    builder.step([], {
      type: 'appended',
      invocation: 'a',
      attempt: 1,
      entry: 1,
      index: 1,
      command: { type: 'Output', result },
    });
    const { labels, marks } = laidOut(builder.run());
    expect(labels.map(({ text }) => text)).toEqual(['take · a']);
    expect(marks.filter(({ label }) => label === 'return').map(({ note }) => note)).toEqual(['7']);
  });

  it('draws the lock as long as it is held, and its queue below it', () => {
    const builder = new RunBuilder().call('a', 'ann', bucket).start('a');
    builder.step(
      ['lock:Bucket/eu'],
      {
        type: 'invocation created',
        invocation: 'b',
        id: 'inv_b',
        target: bucket,
        kind: 'EXCLUSIVE',
        by: undefined,
        scheduledForMs: undefined,
      },
      { type: 'queued', invocation: 'b', key: 'Bucket/eu', ahead: 0 },
    );
    const { bars } = laidOut(builder.end('a', 'Bucket/eu', true).run());
    const lock = bars.find(({ kind }) => kind === 'lock');
    const waiter = bars.find(({ kind }) => kind === 'waiter');
    expect(lock?.label).toBe('a');
    expect(waiter?.label).toBe('b waits');
    expect(waiter?.y).toBeGreaterThan((lock?.y ?? 0) + (lock?.height ?? 0));
  });

  it('gives an invocation that waits a lane of its own, and one that comes later the lane that is free', () => {
    const after = laidOut(taken().call('b', 'ann', bucket).run()).labels;
    expect(new Set(after.map(({ y }) => y)).size).toBe(1);
    const parallel = laidOut(new RunBuilder().call('a', 'ann', bucket).call('b', 'ann', bucket).run()).labels;
    expect(new Set(parallel.map(({ y }) => y)).size).toBe(2);
  });

  it('splits an invocation into attempts, and hatches what the second one replays', () => {
    const builder = new RunBuilder().call('a', 'ann', bucket).start('a').set('a', 1, 'tokens', 3);
    builder.step(
      [],
      { type: 'trouble', trouble: 'process', point: 'a#1@2:before', invocation: 'a', attempt: 1 },
      {
        type: 'attempt failed',
        invocation: 'a',
        attempt: 1,
        code: 500,
        message: 'gone',
        retryInMs: 500,
        mismatch: undefined,
      },
    );
    const { bars, marks } = laidOut(builder.pass(500).start('a', 2, 2).run());
    expect(bars.filter(({ kind }) => kind === 'attempt').map(({ label }) => label)).toEqual(['', 'attempt 2']);
    expect(marks.filter(({ shape }) => shape === 'zigzag').map(({ note }) => note)).toEqual(['process crash']);
    expect(marks.find(({ shape }) => shape === 'replay')?.entries).toBe(1);
  });

  it('folds steps and says how many; time has a tick wherever it passed', () => {
    const run = taken().pass(250).call('b', 'ann', bucket).run();
    const layout = laidOut(run, [1, 2, 3]);
    expect(layout.folds).toMatchObject([{ count: 3 }]);
    expect(layout.folded).toBe(3);
    expect(layout.ticks.map(({ atMs }) => atMs)).toEqual([0, 250]);
  });

  it('makes gaps as wide as they are long, when asked to', () => {
    const run = new RunBuilder().pass(100).pass(1_000).run();
    const [short, long] = laidOut(run, [], true).columns;
    expect((long?.width ?? 0) / (short?.width ?? 1)).toBeGreaterThan(5);
  });
});

it('draws an arrow from the sender of a signal to its receiver', () => {
  const builder = new RunBuilder()
    .call('a', 'ann', bucket)
    .start('a')
    .call('b', 'bob', { ...bucket, key: 'us' })
    .start('b');
  const signal = { name: 'go' };
  const command = { type: 'SendSignal', target: 'inv_b', signal, result: { ok: bytesOf(1) } } as const;
  builder.step([], { type: 'appended', invocation: 'a', attempt: 1, entry: 1, index: 1, command });
  builder.step([], {
    type: 'notified',
    invocation: 'b',
    index: 1,
    notification: { type: 'signal', signal, result: 'empty' },
  });
  expect(laidOut(builder.run()).arrows.filter(({ kind }) => kind === 'signal')).toHaveLength(1);
});

it('draws an arrow from the end of a called invocation to the caller that gets its result', () => {
  const us = { ...bucket, key: 'us' };
  const builder = new RunBuilder().call('a', 'ann', bucket).start('a');
  const command = { type: 'Call', ...us, parameter: bytesOf(1), headers: [], name: '' } as const;
  const ids = { invocationIdCompletion: 1, completion: 2 };
  builder.step([], {
    type: 'appended',
    invocation: 'a',
    attempt: 1,
    entry: 1,
    index: 1,
    command: { ...command, ...ids },
  });
  builder.step([], {
    type: 'invocation created',
    invocation: 'a/1',
    id: 'inv_b',
    target: us,
    kind: 'EXCLUSIVE',
    by: 'a',
    scheduledForMs: undefined,
  });
  builder.step([], { type: 'completed', invocation: 'a/1', result: { ok: bytesOf(7) } });
  const notification = { type: 'completion', of: 'Call', completion: 2, result: { ok: bytesOf(7) } } as const;
  builder.step([], { type: 'notified', invocation: 'a', index: 2, notification });
  const { arrows } = laidOut(builder.run());
  expect(arrows.map(({ kind, step }) => [kind, step])).toEqual([
    ['request', 0],
    ['call', 3],
    ['answer', 5],
  ]);
});

describe('the seam where other code arrives', () => {
  const services = [{ name: 'Bucket', revision: 2 }];
  const deployed = (how: 'new' | 'in-place' | 'registered again' | 'updated', deployment = 2) =>
    ({ type: 'deployed', deployment, uri: 'http://b/', how, services }) as const;
  const trouble = (name: string) =>
    ({ type: 'trouble', trouble: name, point: '', invocation: undefined, attempt: undefined }) as const;

  it.each([
    ['deploy new', [trouble('deploy new'), deployed('new')], ['new version']],
    [
      'in place, and registered again',
      [trouble('deploy in-place'), deployed('in-place'), deployed('registered again')],
      ['new version'],
    ],
    ['roll back', [trouble('roll back'), deployed('new', 3)], ['old version again']],
    ['by a test', [deployed('new', 3)], ['deployment 3']],
    ['by a test, in place', [deployed('in-place', 1)], ['new code of deployment 1']],
    ['registered again', [deployed('registered again')], []],
    ['moved to another address', [deployed('updated')], []],
  ] as const)('is drawn at the step: %s', (_, happenings, labels) => {
    const laid = laidOut(
      taken()
        .step([], ...happenings)
        .run(),
    );
    const last = laid.columns.at(-1);
    expect(laid.seams).toEqual(labels.map((label) => ({ step: last?.step, x: last?.x, label })));
  });
});
