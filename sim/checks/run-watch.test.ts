import { describe, expect, it } from 'vitest';
import { UsageError } from '../core/errors.ts';
import type { TraceEvent } from '../trace/event.ts';
import { atRest } from './build-invariant.ts';
import type { Invariant, StateView } from './invariant.ts';
import { RunWatch } from './run-watch.ts';

const nothing: StateView = { keys: () => [], state: () => undefined, effect: () => undefined };
const frozen = { type: 'faults frozen', seq: 1, atMs: 0 } as TraceEvent;

const throwing = (when: 'see' | 'end', error: unknown): Invariant => ({
  name: 'nothing is lost',
  watch: () => ({
    [when]: () => {
      throw error;
    },
    exercised: () => 0,
  }),
});

describe('an invariant that throws', () => {
  it.each(['see', 'end'] as const)('in `%s` is broken, by that error and its location', (when) => {
    const watch = new RunWatch(nothing, [throwing(when, new TypeError('there is no total'))]);
    if (when === 'see') watch.see(frozen);
    else watch.end();
    expect(watch.broken).toBe(true);
    expect(watch.results()[0]?.breach?.message).toMatch(
      /^The invariant throws TypeError: there is no total \(.*run-watch\.test\.ts:\d+\)\. Either the run is wrong/,
    );
  });

  it.each([
    [Promise.resolve(1), /^The invariant throws Promise \{ 1 \}/],
    ['a text', /^The invariant throws 'a text'/],
    [undefined, /^The invariant throws undefined/],
  ])('something that is no error is shown as it is: %o', (thrown, words) => {
    const watch = new RunWatch(nothing, [throwing('end', thrown)]);
    watch.end();
    expect(watch.results()[0]?.breach?.message).toMatch(words);
  });

  it('where a run begins, stops the search', () => {
    const cause = new TypeError('no view');
    const early: Invariant = {
      name: 'early',
      watch: () => {
        throw cause;
      },
    };
    const begin = (): unknown => new RunWatch(nothing, [early]);
    expect(begin).toThrow(UsageError);
    expect(begin).toThrow(/^The invariant "early" throws an error where a run begins.*TypeError: no view \(.*:\d+\)/);
    expect(begin).toThrow(expect.objectContaining({ cause }));
  });
});

describe('an invariant that returns no verdict', () => {
  const returning = (said: unknown): Invariant => ({
    name: 'nothing is lost',
    watch: () => ({ end: () => said as undefined, exercised: () => 1 }),
  });

  it.each([
    [false, 'returned false; it has to return `undefined` while'],
    [true, 'returned true; it has to return'],
    ['lost', "returned 'lost'; it has to return"],
    [{ message: 'lost' }, "returned { message: 'lost' }; it has to return"],
    [Promise.resolve(), 'returned a promise; it has to return `undefined`'],
  ])('is refused in a sentence: %o', (said, words) => {
    const judge = (): unknown => new RunWatch(nothing, [returning(said)]).end();
    expect(judge).toThrow(UsageError);
    expect(judge).toThrow(`The invariant "nothing is lost" ${words}`);
  });

  it('is a promise whose rejection no code handles, without an unhandled rejection', () => {
    const judge = (): unknown => new RunWatch(nothing, [returning(Promise.reject(new Error('later')))]).end();
    expect(judge).toThrow('returned a promise');
  });

  it.each([
    [undefined, 'returned undefined; it has to return `true` where the condition holds', 'Is a `return` missing?'],
    [false, 'returned false; it has to return `true` where', 'a string that says what is wrong.'],
    [Promise.resolve(true), 'returned a promise; it has to return `true` where', 'leave out `async`'],
  ])('so is a condition of `atRest` that returns %o', (said, words, advice) => {
    const judge = (): unknown => new RunWatch(nothing, [atRest('nothing is lost', () => said as true)]).end();
    expect(judge).toThrow(`The invariant "nothing is lost" ${words}`);
    expect(judge).toThrow(advice);
  });

  it('has a type that refuses a boolean', () => {
    // @ts-expect-error -- `false` would not say what is wrong
    const wordless = atRest('no words', () => Math.abs(1) > 2);
    expect(wordless.name).toBe('no words');
  });
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
