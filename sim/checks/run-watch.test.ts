import { expect, it } from 'vitest';
import { UsageError } from '../core/errors.ts';
import type { TraceEvent } from '../trace/event.ts';
import type { Invariant, StateView } from './invariant.ts';
import { RunWatch } from './run-watch.ts';

const nothing: StateView = { keys: () => [], state: () => undefined, effect: () => undefined };
const frozen = { type: 'faults frozen', seq: 1, atMs: 0 } as TraceEvent;

const throwing = (when: 'see' | 'end', error: Error): Invariant => ({
  name: 'nothing is lost',
  watch: () => ({
    [when]: () => {
      throw error;
    },
    exercised: () => 0,
  }),
});

it('names the invariant that throws, and the location', () => {
  for (const when of ['see', 'end'] as const) {
    const cause = new TypeError('there is no total');
    const watch = new RunWatch(nothing, [throwing(when, cause)]);
    const judge = (): void => (when === 'see' ? watch.see(frozen) : watch.end());
    expect(judge).toThrow(UsageError);
    expect(judge).toThrow(
      /^The invariant "nothing is lost" throws an error instead of returning a verdict: TypeError: there is no total \(.*run-watch\.test\.ts:\d+\); fix it/,
    );
    expect(judge).toThrow(expect.objectContaining({ cause }));
  }
});

it.each([true, false])('makes control characters in a message visible, advice: %s', (advice) => {
  const says: Invariant = {
    name: 'keys are words',
    watch: () => ({
      end: () => ({ message: 'the key is \u001b[2J\nand more', events: [], advice }),
      exercised: () => 1,
    }),
  };
  const watch = new RunWatch(nothing, [says]);
  watch.end();
  const [result] = watch.results();
  expect((result?.breach ?? result?.advice[0])?.message).toBe('the key is ␛[2J\nand more');
});

it('passes on an error of the simulator as it is', () => {
  const said = new UsageError('INVALID_DURATION', 'A limit is a number.');
  expect(() => new RunWatch(nothing, [throwing('end', said)]).end()).toThrow(said);
});
