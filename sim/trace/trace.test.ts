/** Goal: traces are recorded, hashed, written, read and compared by what happened. Method: short traces by hand. */
import { describe, expect, it } from 'vitest';
import { EPOCH_MS, VirtualClock } from '../core/clock.ts';
import { LimitReached } from '../core/errors.ts';
import { NOTHING } from '../core/footprint.ts';
import type { TraceEvent } from './event.ts';
import { eventsIn, writeTrace } from './file.ts';
import { jsonText } from './json.ts';
import { partingOf } from './parting.ts';
import { Recorder, traceHash } from './recorder.ts';
import { setUpToShow } from './set-up.ts';
import { shown } from './shown.ts';
import { SourceLines } from './source-lines.ts';
import {
  arrived,
  asked,
  began,
  created,
  ended,
  eventsOf,
  failed,
  happened,
  no,
  nth,
  ok,
  paused,
  remarked,
  set,
  stored,
  type Happenings,
} from './testing/happenings.ts';
import { visible } from './visible.ts';

const choice = {
  type: 'choice',
  choice: { kind: 'jitter', address: 'a', options: 2, chosen: 1 },
  enabled: undefined,
} as const;

describe('a recorder', () => {
  it('numbers events, with the time and the footprint of the step, and shows them', () => {
    const clock = new VirtualClock();
    const recorder = new Recorder(clock, 9);
    const seen: TraceEvent[] = [];
    recorder.listen((event) => void seen.push(event));
    recorder.add({ ...began('a') });
    recorder.enter({ reads: ['x'], writes: [] });
    recorder.add({ ...began('b') });
    expect(recorder.events).toEqual([
      { ...began('a'), seq: 0, atMs: EPOCH_MS, footprint: NOTHING },
      { ...began('b'), seq: 1, atMs: EPOCH_MS, footprint: { reads: ['x'], writes: [] } },
    ]);
    expect(seen).toEqual(recorder.events);
  });

  it('records as many as it may, and the limit itself', () => {
    const recorder = new Recorder(new VirtualClock(), 2);
    recorder.add({ ...began('a') });
    recorder.add({ ...began('b') });
    expect(() => recorder.add({ ...began('c') })).toThrow(
      new LimitReached('events', 'The trace reached its limit of 2 events.'),
    );
    recorder.add({ type: 'limit', limit: 'events', message: 'x' });
    expect(recorder.events).toHaveLength(3);
  });
});

describe('the hash of a trace', () => {
  const hash = (...run: readonly Happenings[]): string => traceHash(eventsOf(...run));
  const same = (one: TraceEvent, other: TraceEvent): boolean => traceHash([one]) === traceHash([other]);

  it('is over what happened, and not over numbers, remarks, choices and texts of engines', () => {
    expect(hash(began('a'))).toMatch(/^[0-9a-f]{16}$/);
    expect(same(nth(1, began('a')), { ...nth(1, began('a')), seq: 7 })).toBe(true);
    expect(same(nth(1, began('a')), nth(2, began('a')))).toBe(false);
    expect(same(nth(1, began('a')), nth(1, began('a', 2)))).toBe(false);
    expect(same(nth(1, began('a')), { ...nth(1, began('a')), footprint: { reads: ['x'], writes: [] } })).toBe(false);
    expect(
      same(
        nth(1, failed('a', 'x')),
        nth(1, failed('a', 'y', { mismatch: { index: 1, recorded: 'a', replayed: 'b', field: 'c' } })),
      ),
    ).toBe(true);
    expect(same(nth(1, failed('a', 'x')), nth(1, failed('a', 'x', { code: 1 })))).toBe(false);
    expect(same(nth(1, paused('a', 'x')), nth(1, paused('a', 'y')))).toBe(true);
    expect(same(nth(1, paused('a', 'x')), nth(1, paused('b', 'x')))).toBe(false);
    expect(traceHash([nth(1, began('a')), nth(2, remarked('a', 'x')), nth(2, choice)])).toBe(hash(began('a')));
    expect(hash(began('a'), began('b'))).not.toBe(hash(began('b'), began('a')));
  });

  it('takes a value that is undefined as absent', () => {
    expect(same(nth(1, created('a', 'S/x')), { ...nth(1, created('a', 'S/x')), by: undefined })).toBe(true);
    expect(same(nth(1, created('a', 'S/x')), nth(1, created('a', 'S/x', 'SERVICE', { by: 'b' })))).toBe(false);
  });
});

describe('a file', () => {
  it('has a header, an event a line, and is read as it was written', () => {
    const events = eventsOf(asked('a', 'S/x', { n: 1 }), ended('a', no('x', 402)), ended('b', ok()));
    const text = writeTrace({ scenario: 's', seed: 4, versions: { node: '24' } }, events);
    const [first, ...lines] = text.trimEnd().split('\n');
    expect(JSON.parse(first ?? '')).toEqual({
      format: 'restate-sim trace',
      version: 1,
      scenario: 's',
      seed: 4,
      versions: { node: '24' },
      hash: traceHash(events),
      events: 3,
    });
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('"input":{"$bytes":"eyJuIjoxfQ=="}');
    expect(eventsIn(text)).toEqual(events);
    const effect = nth(1, happened('pay', 'a', { output: { n: 10n, none: null } }));
    expect(eventsIn(writeTrace({ scenario: 's', seed: 4, versions: {} }, [effect]))[0]).toMatchObject({
      output: { n: '10', none: null },
    });
  });
});

describe('two traces', () => {
  it('part at the first event that differs', () => {
    const [a, b, c] = eventsOf(began('a'), began('b'), began('c'));
    if (a === undefined || b === undefined || c === undefined) throw new Error('There are three.');
    expect(partingOf([a, b], [a, c])).toEqual({ common: [a], left: [b], right: [c] });
    expect(partingOf([a], [a, b])).toEqual({ common: [a], left: [], right: [b] });
    expect(partingOf([a, b], [a])).toEqual({ common: [a], left: [b], right: [] });
    expect(partingOf([], [a])).toEqual({ common: [], left: [], right: [a] });
    expect(partingOf([a, b], [a, b])).toBeUndefined();
  });

  it('do not part by remarks and choices', () => {
    const [a, remark, b] = eventsOf(began('a'), remarked('a', 'x'), began('b'));
    if (a === undefined || b === undefined || remark === undefined) throw new Error('There are three.');
    expect(partingOf([a, remark, b], [a, nth(2, choice), b])).toBeUndefined();
    expect(partingOf([remark, a], [b])).toMatchObject({ common: [], left: [a] });
  });
});

describe('the lines of user code', () => {
  const lines = new SourceLines([
    { invocation: 'a', attempt: 1, entry: 2, line: 'x.ts:1' },
    { invocation: 'a', attempt: 3, entry: 2, line: 'x.ts:3' },
    { invocation: 'a', attempt: 2, line: 'x.ts:7' },
    { invocation: 'a', attempt: 2, line: 'x.ts:9' },
  ]);

  it('are those of an entry in its attempt, or in the last one before', () => {
    expect([1, 2, 3, 4].map((attempt) => lines.ofEntry('a', 2, attempt))).toEqual([
      'x.ts:1',
      'x.ts:1',
      'x.ts:3',
      'x.ts:3',
    ]);
    expect([lines.ofEntry('a', 2), lines.ofEntry('a', 1), lines.ofEntry('b', 2), lines.ofEntry('a', 2, 0)]).toEqual([
      'x.ts:3',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('are found for the events that come from them', () => {
    const of = (happening: Parameters<typeof nth>[1]): unknown => lines.of({ ...happening, ...stamp });
    const stamp = { seq: 1, atMs: 0, footprint: NOTHING };
    expect(of(stored('a', 2, set('x'), 1))).toBe('x.ts:1');
    expect(of({ type: 'run started', invocation: 'a', attempt: 3, entry: 2, name: '', after: 'start' })).toBe('x.ts:3');
    expect(of(happened('pay', 'a', { run: 2, attempt: 1 }))).toBe('x.ts:1');
    expect(of(happened('pay', 'a'))).toBeUndefined();
    expect(of(happened('pay', undefined, { run: 2 }))).toBeUndefined();
    expect(of(failed('a', 'x', { attempt: 2 }))).toBe('x.ts:9');
    expect(of(failed('a', 'x', { attempt: 1 }))).toBeUndefined();
    expect(of(failed('a', 'x', { attempt: 3, mismatch: { index: 2, recorded: '', replayed: '', field: '' } }))).toBe(
      'x.ts:3',
    );
    expect(of(began('a'))).toBeUndefined();
    expect([lines.areKnown, new SourceLines([]).areKnown]).toEqual([true, false]);
    expect(lines.of(shown(nth(1, stored('a', 2, set('x'), 1))))).toBe('x.ts:1');
  });
});

describe('the lines of what fails when a replay differs, or a call finds no handler', () => {
  const lines = new SourceLines([
    { invocation: 'a', attempt: 1, entry: 1, line: 'old.ts:1' },
    { invocation: 'a', attempt: 1, entry: 2, line: 'old.ts:2' },
    { invocation: 'a', attempt: 2, entry: 1, line: 'new.ts:1' },
    { invocation: 'a', attempt: 2, entry: 2, line: 'new.ts:2' },
    { invocation: 'a', attempt: 3, line: 'new.ts:9' },
  ]);
  const differs = (field: string, replayed: string, attempt = 2): TraceEvent =>
    nth(9, failed('a', 'x', { attempt, mismatch: { index: 2, recorded: 'sleep', replayed, field } }));
  for (const event of eventsOf(
    stored('a', 1, { type: 'Run', name: 'pay', completion: 1 }, 1),
    stored('a', 2, set('x'), 1),
  ))
    lines.see(event);

  it('are that of the code now, and that which has stored the entry', () => {
    expect(lines.of(differs('command', 'run'))).toBe('new.ts:2');
    expect(lines.ofStored(differs('command', 'run'))).toBe('old.ts:2');
    expect(lines.ofStored(nth(9, failed('a', 'x')))).toBeUndefined();
  });

  it('are that of the last command before an await, and that of the error that ends the code', () => {
    expect(lines.of(differs('await', 'await of run'))).toBe('new.ts:1');
    expect(lines.of(differs('command', 'failure of the handler', 3))).toBe('new.ts:9');
    expect(lines.of(differs('command', 'return of the handler', 2))).toBeUndefined();
  });

  it('are that of the call', () => {
    const gone = failed('a/2', '404', { attempt: 1, docCode: 'RT0012' });
    expect(lines.of(nth(9, gone))).toBe('new.ts:2');
    const refused = 'OneWayCall (entry 1): the service handler S/x was not found';
    expect(lines.of(nth(9, failed('a', refused, { attempt: 2 })))).toBe('new.ts:1');
    const refusedBySdk =
      'Command: Call (command index 2) because of a failed precondition: the service handler S/x was not found';
    expect(lines.of(nth(9, failed('a', refusedBySdk, { attempt: 2 })))).toBe('new.ts:2');
  });

  it('are that of a run for its result', () => {
    expect(lines.of(nth(9, arrived('a', 'Run', 1, ok())))).toBe('old.ts:1');
  });
});

describe('the set-up in a story', () => {
  const setUp = (name: string, to: string): Happenings => [
    asked(name, to),
    created(name, to),
    began(name),
    ended(name),
  ];
  const run = eventsOf(
    setUp('setup1', 'Bank/ann/open'),
    setUp('setup2', 'Bank/ann/fill'),
    setUp('setup3', 'Bank/bob/open'),
    asked('a', 'Bank/ann/debit'),
    created('a', 'Bank/ann/debit'),
    created('a/1', 'Bank/cid/credit'),
  );
  const kept = (shownSeqs: readonly number[], last = Infinity): readonly number[] | undefined => {
    const isKept = setUpToShow(run, new Set(shownSeqs), last);
    return isKept && run.filter((event) => isKept(event)).map(({ seq }) => seq);
  };

  it('is the last request to each key of the story', () => {
    expect(kept([14])).toEqual([5, 13, 14, 15]);
  });

  it('is all of a request that shows the finding', () => {
    expect(kept([2])).toEqual([1, 2, 3, 4, 5, 13, 14, 15]);
  });

  it('ends with the story, and is undefined without a finding', () => {
    expect(kept([4], 4)).toEqual([1, 2, 3, 4, 13, 14, 15]);
    expect(kept([])).toBeUndefined();
  });

  it('knows services without keys, and keys that a callee uses', () => {
    const plain = eventsOf(
      setUp('setup1', 'Mail/open'),
      setUp('setup2', 'Bank/cid/open'),
      asked('a', 'Mail/send'),
      created('a/1', 'Bank/cid/credit'),
      { type: 'faults frozen' },
    );
    const isKept = setUpToShow(plain, new Set([9]), Infinity);
    expect(plain.filter((event) => isKept?.(event)).map(({ seq }) => seq)).toEqual([1, 5, 9, 10, 11]);
  });
});

describe('hidden characters', () => {
  it('are made visible: control characters as pictures, others by their number', () => {
    expect(visible('a\u0000b\u001bc\nd\te')).toBe('a␀b␛c␊d␉e');
    expect(visible('\u007f\u202e\u200b\u2028\ud800\ufffe')).toBe('⟨U+007F⟩⟨U+202E⟩⟨U+200B⟩⟨U+2028⟩⟨U+D800⟩⟨U+FFFE⟩');
    expect(visible('\u0080')).toBe('⟨U+0080⟩');
    expect(visible('\u{e0001}')).toBe('⟨U+E0001⟩');
    expect(visible('äß😀 x')).toBe('äß😀 x');
    expect(visible('a\nb\tc\rd', true)).toBe('a\nb\tc␍d');
  });

  it('are escapes in JSON, which is read back as it was', () => {
    const value = { text: 'a\u001b\u202e\u200b\ud800 \u{e0001}', list: [1, '\n'] };
    const text = jsonText(value);
    expect(text).toMatch(/^[\x20-\x7e]+$/);
    expect(text).toContain(String.raw`\u001b\u202e\u200b\ud800 \udb40\udc01`);
    expect(JSON.parse(text)).toEqual(value);
    expect(jsonText({ a: [1] }, 2)).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(jsonText(undefined)).toBe('null');
  });
});
