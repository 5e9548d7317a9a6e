/** Goal: steps have unique names, footprints and an order that is the same for equivalent runs. Method: steps by hand. */
import { describe, expect, it } from 'vitest';
import type { Step } from '../../core/agenda.ts';
import type { Footprint } from '../../core/footprint.ts';
import { Hash } from '../../core/hash.ts';
import type { TraceEvent } from '../../trace/event.ts';
import { began, ended, eventsOf, failed, nth, ok, remarked } from '../../trace/testing/happenings.ts';
import { step } from '../testing/fake-runner.ts';
import { AllowedUses, allowedText, kindsOf } from './allowed-uses.ts';
import { canonicalHash, canonicalOrder, eventsOf as eventsOfStep, hashHappening } from './canonical-order.ts';
import { faultName, faultsOf, shows } from './fault.ts';
import { predecessors } from './predecessors.ts';
import { RunRecord, union, type RecordedStep } from './run-record.ts';
import { StepNames } from './step-names.ts';

const reads = (...names: readonly string[]): Footprint => ({ reads: names, writes: [] });
const writes = (...names: readonly string[]): Footprint => ({ reads: [], writes: names });
const touching = (...footprints: readonly Footprint[]): readonly RecordedStep[] =>
  footprints.map((footprint, place) => step(`s${place}:x`, { footprint }));
const move = (address: string, footprint: Footprint = writes('x')): Step => ({
  chain: address.replace(/:.*/, ''),
  address,
  footprint,
  runsUserCode: false,
  perform: () => undefined,
});

describe('predecessors', () => {
  const of = (...footprints: readonly Footprint[]): unknown => predecessors(touching(...footprints));

  it('of a read are the last write; of a write the last write and the reads since', () => {
    expect(of(writes('x'), reads('x'), reads('x'), writes('x'), reads('x'), writes('x'))).toEqual([
      [],
      [0],
      [0],
      [0, 1, 2],
      [3],
      [3, 4],
    ]);
    expect(of(reads('x'), reads('x'), writes('x'))).toEqual([[], [], [0, 1]]);
  });

  it('of other resources are none', () => {
    expect(of(writes('x'), writes('y'), reads('z'))).toEqual([[], [], []]);
  });

  it('of a step that reads and writes are found without itself', () => {
    expect(of({ reads: ['x'], writes: ['x'] }, { reads: ['x'], writes: ['x'] })).toEqual([[], [0]]);
  });

  it('are steps that touch a wide name', () => {
    expect(
      of(writes('state:a/x'), writes('state:b/x'), reads('state:a/*'), writes('state:a/y'), reads('state:b/x')),
    ).toEqual([[], [], [0], [2], [1]]);
    expect(of(reads('state:a/*'), writes('state:a/x'), writes('state:a/*'), reads('state:a/x'))).toEqual([
      [],
      [0],
      [0, 1],
      [1, 2],
    ]);
    expect(of(writes('state:a/*'), writes('state:*'), reads('state:b/x'))).toEqual([[], [0], [1]]);
  });

  it('of and after a step that touches everything are all', () => {
    expect(of(writes('x'), reads('y'), writes('world'), writes('x'), reads('y'), writes('world'))).toEqual([
      [],
      [],
      [0, 1],
      [2],
      [2],
      [2, 3, 4],
    ]);
    expect(of(writes('world'), writes('world'))).toEqual([[], [0]]);
  });
});

describe('the canonical order', () => {
  it('is by the longest chain of predecessors, then by name', () => {
    const steps = [
      step('b:1', { footprint: writes('x') }),
      step('c:1', { footprint: writes('x') }),
      step('a:1', { footprint: writes('y') }),
      step('a:0', { footprint: writes('z') }),
    ];
    expect(canonicalOrder(steps)).toEqual([3, 2, 0, 1]);
    expect(canonicalOrder([step('a:1', { footprint: writes('y') }), step('b:1', { footprint: writes('z') })])).toEqual([
      0, 1,
    ]);
  });

  it('gives a hash that depends on what happened, and not on the order of independent steps', () => {
    const [a, b] = [step('a:1', { footprint: writes('x') }), step('b:1', { footprint: writes('y'), firstEvent: 1 })];
    const [one, two] = [nth(1, began('a')), nth(1, began('b'))];
    const hash = canonicalHash([a, b], [one, two]);
    expect(
      canonicalHash(
        [
          { ...b, firstEvent: 0 },
          { ...a, firstEvent: 1 },
        ],
        [two, one],
      ),
    ).toBe(hash);
    expect(canonicalHash([a, { ...b, name: 'c:1' }], [one, two])).not.toBe(hash);
    expect(canonicalHash([a, b], [one, nth(1, began('b', 2))])).not.toBe(hash);
  });

  it('knows the events of each step', () => {
    const steps = [step('a:1', { firstEvent: 1 }), step('a:2', { firstEvent: 3 })];
    const events = eventsOf(began('a'), began('b'), began('c'), began('d'));
    expect([0, 1].map((place) => eventsOfStep(steps, place, events).map(({ seq }) => seq))).toEqual([[2, 3], [4]]);
  });
});

describe('the hash of an event', () => {
  const hashOf = (event: TraceEvent): string => {
    const hash = new Hash();
    hashHappening(hash, event);
    return hash.hex();
  };
  const nothing = new Hash().hex();

  it('leaves out its number and footprint, and what engines and decisions say', () => {
    expect(hashOf({ ...nth(1, began('a')), seq: 9, footprint: writes('x') })).toBe(hashOf(nth(1, began('a'))));
    expect(hashOf(nth(2, began('a')))).not.toBe(hashOf(nth(1, began('a'))));
    const mismatch = { index: 1, recorded: 'a', replayed: 'b', field: 'c' };
    expect(hashOf(nth(1, failed('a', 'x', { mismatch })))).toBe(hashOf(nth(1, failed('a', 'y'))));
    expect(hashOf(nth(1, failed('a', 'x', { code: 1 })))).not.toBe(hashOf(nth(1, failed('a', 'x'))));
    const resumed = (why: string): TraceEvent => nth(1, { type: 'resumed', invocation: 'a', why });
    expect(hashOf(resumed('x'))).toBe(hashOf(resumed('y')));
    expect(hashOf(resumed('x'))).not.toBe(nothing);
  });

  it('is nothing for remarks, choices and the end of faults', () => {
    const choice = { kind: 'jitter', address: 'a', options: 2, chosen: 1 } as const;
    for (const event of [
      nth(1, remarked('a', 'x')),
      nth(1, { type: 'choice', choice, enabled: undefined }),
      nth(1, { type: 'faults frozen' }),
    ])
      expect(hashOf(event)).toBe(nothing);
    expect(hashOf(nth(1, ended('a', ok(1))))).not.toBe(nothing);
  });
});

it('steps whose address comes again are numbered', () => {
  const names = new StepNames();
  expect([
    names.of(move('a:1')),
    names.take(move('a:1')),
    names.of(move('a:1')),
    names.take(move('a:1')),
    names.take(move('a:1')),
  ]).toEqual(['a:1', 'a:1', 'a:1~2', 'a:1~2', 'a:1~3']);
});

it('a record has each step, with the trouble in it, and the passing of time', () => {
  const record = new RunRecord();
  record.see(nth(1, began('x')));
  record.see(nth(1, { type: 'trouble', trouble: 'x', point: 'y', invocation: undefined, attempt: undefined }));
  record.beforeStep(move('a#1:go'));
  record.see(nth(1, began('a')));
  record.see({
    ...nth(1, { type: 'trouble', trouble: 'x', point: 'y', invocation: 'a', attempt: 1 }),
    footprint: { reads: ['z'], writes: ['x', 'y'] },
  });
  record.beforeStep(undefined);
  record.beforeStep(move('a#1:go'));
  record.beforeStep(undefined);
  expect(record.steps).toEqual([
    { name: 'a#1:go', chain: 'a#1', footprint: { reads: ['z'], writes: ['x', 'y'] }, isTime: false, firstEvent: 2 },
    { name: 'time 1', chain: 'time', footprint: writes('world'), isTime: true, firstEvent: 4 },
    { name: 'a#1:go~2', chain: 'a#1', footprint: writes('x'), isTime: false, firstEvent: 4 },
    { name: 'time 2', chain: 'time', footprint: writes('world'), isTime: true, firstEvent: 4 },
  ]);
});

it('footprints are united, each name one time', () => {
  const one = { reads: ['a'], writes: ['b'] };
  expect(union(one, one)).toBe(one);
  expect(union(one, { reads: ['a', 'c'], writes: ['d'] })).toEqual({ reads: ['a', 'c'], writes: ['b', 'd'] });
});

describe('faults', () => {
  const breach = { message: 'It is wrong.', events: [3], handler: 'S/h', kind: 'k' };
  const result = (broken: typeof breach | undefined): Parameters<typeof faultsOf>[0] => ({
    invariants: [
      { name: 'fine', breach: undefined, advice: [], exercised: 1 },
      { name: 'it', breach: broken, advice: [], exercised: 1 },
    ],
  });

  it('are the breaches of a run', () => {
    expect(faultsOf(result(breach))).toEqual([
      { invariant: 'it', handler: 'S/h', kind: 'k', message: 'It is wrong.', events: [3] },
    ]);
    expect(faultsOf(result(undefined))).toEqual([]);
  });

  it('are the same by invariant, handler and kind', () => {
    expect(faultName({ invariant: 'it', handler: 'S/h', kind: 'k' })).toBe('it | S/h | k');
    expect(faultName({ invariant: 'it', handler: undefined, kind: undefined })).toBe('it |  | ');
    const full = result(breach) as Parameters<typeof shows>[0];
    expect(shows(full, { invariant: 'it', handler: 'S/h', kind: 'k' })).toBe(true);
    expect(shows(full, { invariant: 'it', handler: 'S/h', kind: 'other' })).toBe(false);
  });
});

describe('what a scenario allows', () => {
  const calls = (...names: readonly string[]) => names.map((call) => ({ kind: 'network' as const, call }));

  it('is counted by run, with the first ten calls, each one time', () => {
    const uses = new AllowedUses(['processes']);
    uses.add([...calls('a', 'a', 'b'), { kind: 'processes', call: 'p' }]);
    uses.add(calls(...Array.from({ length: 12 }, (_, index) => `c${index}`)));
    uses.add([]);
    expect(uses.all()).toEqual([
      { kind: 'network', runs: 2, calls: ['a', 'b', 'c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7'] },
      { kind: 'processes', runs: 1, calls: ['p'] },
    ]);
    expect(new AllowedUses(['processes']).all()).toEqual([{ kind: 'processes', runs: 0, calls: [] }]);
    expect(new AllowedUses().all()).toEqual([]);
  });

  it('is of kinds in the order of the documentation', () => {
    expect(kindsOf([{ kind: 'processes', call: 'p' }, ...calls('a', 'b')])).toEqual(['network', 'processes']);
  });

  it('is said', () => {
    expect(allowedText({ kind: 'network', runs: 0, calls: [] }, 9)).toBe(
      'allowed, and used by no run: the real network',
    );
    expect(allowedText({ kind: 'network', runs: 3, calls: ['a', 'b', 'c', 'd'] }, 9)).toBe(
      'marked: the real network was used in 3 of 9 runs, as `allow` says (a; b; c; and others). No seed repeats what comes from there, so an exact repetition is not promised.',
    );
    expect(allowedText({ kind: 'processes', runs: 1_200, calls: ['a', 'b', 'c'] }, 1)).toMatch(
      / were used in 1,200 of 1 run, as `allow` says \(a; b; c\)\. /,
    );
  });
});
