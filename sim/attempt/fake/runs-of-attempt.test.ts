import { describe, expect, it } from 'vitest';
import { Runs } from './runs.ts';

function withRuns(...completions: readonly number[]): Runs {
  const runs = new Runs();
  for (const completion of completions) runs.add(completion, completion * 10, `run ${completion}`);
  return runs;
}

describe('the runs of an attempt', () => {
  it('are known until they have a result', () => {
    const runs = withRuns(1);
    expect(runs.get(1)).toEqual({ commandIndex: 10, name: 'run 1', executing: false });
    runs.finish(1);
    expect([runs.get(1), runs.get(2), new Runs().get(1)]).toEqual([undefined, undefined, undefined]);
  });

  it('start once each, and only those that are awaited', () => {
    const runs = withRuns(1, 2, 3);
    const awaited = [3, 2, 'a signal', -1];
    expect([runs.startAny(awaited), runs.startAny(awaited), runs.startAny(awaited)]).toEqual([2, 3, undefined]);
    expect(new Runs().startAny(awaited)).toBeUndefined();
  });

  it('execute from their start to their result, whether or not anything still awaits them', () => {
    const runs = withRuns(1, 2);
    expect([runs.areExecuting, runs.anyExecuting([1, 2]), new Runs().areExecuting]).toEqual([false, false, false]);
    runs.startAny([2]);
    expect([runs.areExecuting, runs.anyExecuting([1]), runs.anyExecuting([1, 2])]).toEqual([true, false, true]);
    runs.finish(2);
    expect([runs.areExecuting, runs.anyExecuting([2])]).toEqual([false, false]);
  });
});
