/** Goal: what runs reached is counted by name, and what none reached is said. Method: short runs, and counts by hand. */
import { describe, expect, it } from 'vitest';
import type { Footprint } from '../../core/footprint.ts';
import type { ChartSpec } from '../../trace/charts/chart-spec.ts';
import type { Happening, TraceEvent } from '../../trace/event.ts';
import {
  began,
  created,
  ended,
  eventsOf,
  found,
  get,
  happened,
  killed,
  no,
  ok,
  paused,
  queued,
  removed,
  runs,
  set,
  stored,
  waits,
  type Happenings,
} from '../../trace/testing/happenings.ts';
import { coverageOf, reportOf } from './coverage.ts';

/** Counts of what a run reached; its events have a footprint of their own each. */
function counts(...run: readonly Happenings[]): Readonly<Record<string, number>> {
  const events = eventsOf(...run).map((event): TraceEvent => ({ ...event, footprint: { reads: [], writes: [] } }));
  return Object.fromEntries(coverageOf(events));
}
const a = created('a', 'Bank/ann/debit');
const trouble = (kind: string, point = 'x', invocation: string | undefined = 'a'): Happening => ({
  type: 'trouble',
  trouble: kind,
  point,
  invocation,
  attempt: 1,
});

describe('a run reaches', () => {
  it('nothing: it has no troubles', () => {
    expect(counts()).toEqual({ 'troubles 0': 1 });
  });

  it('handlers and outcomes', () => {
    expect(counts(a, ended('a'), created('b', 'Mail/send'), ended('b', no('x', 402)))).toEqual({
      'handler Bank/debit': 1,
      'handler Mail/send': 1,
      'outcome Bank/debit ok': 1,
      'outcome Mail/send 402': 1,
      'overlap 1': 1,
      'troubles 0': 1,
    });
  });

  it('as many invocations of a key at once', () => {
    const b = created('b', 'Bank/ann/debit');
    const depths = (...run: readonly Happenings[]): readonly string[] =>
      Object.keys(counts(...run)).filter((name) => name.startsWith('overlap'));
    expect(depths(a, b)).toEqual(['overlap 2']);
    expect(depths(a, ended('a'), b)).toEqual(['overlap 1']);
    expect(depths(a, removed('a'), b)).toEqual(['overlap 1']);
    expect(depths(a, removed('a'), removed('a'), b, created('c', 'Bank/ann/debit'))).toEqual(['overlap 2']);
    expect(depths(a, b, created('c', 'Bank/bob/debit'))).toEqual(['overlap 2', 'overlap 1']);
    expect(depths(created('p', 'Mail/send'))).toEqual([]);
    expect(depths(a, b, ended('a'), ended('b'), created('c', 'Bank/ann/debit'))).toEqual(['overlap 2']);
  });

  it.each<readonly [Happening, string]>([
    [began('a', 1, 2), 'happened replay'],
    [began('a', 2, 1), 'happened retry'],
    [waits('a', 'c1'), 'happened suspension'],
    [{ type: 'timer fired', invocation: 'a', completion: 1 }, 'happened timer'],
    [queued('a', 'Bank/ann'), 'happened lock wait'],
    [{ type: 'zombie', invocation: 'a', attempt: 1, why: 'x' }, 'happened zombie'],
    [happened('pay', 'a', { repeated: true }), 'happened repeated effect'],
    [happened('pay', 'a', { zombie: true }), 'happened zombie effect'],
    [{ type: 'effect answered', effect: 'pay', call: 'x', failure: 'no' }, 'happened lost answer'],
    [found('a', 'b'), 'happened found again'],
  ])('%o', (event, name) => {
    expect(counts(event)).toEqual({ [name]: 1, 'troubles 0': 1 });
  });

  it('nothing by a first attempt, an answer that came, or an effect as usual', () => {
    const run = [
      began('a', 1, 1),
      happened('pay', 'a'),
      { type: 'effect answered', effect: 'pay', call: 'x', failure: undefined } as const,
    ];
    expect(counts(run)).toEqual({ 'troubles 0': 1 });
  });

  it.each<readonly [Happening, string]>([
    [{ type: 'cancel requested', invocation: 'a', by: 'x' }, 'cancel requested'],
    [killed('a'), 'killed'],
    [paused('a', 'x'), 'paused'],
  ])('what operators do, by handler: %o', (event, type) => {
    expect(counts(a, event)).toMatchObject({
      [`happened ${type}`]: 1,
      [`${type === 'cancel requested' ? 'cancelled' : type} Bank/debit`]: 1,
    });
  });

  it('entries, and crashes at them', () => {
    const run = [stored('a', 2, runs('x', 1)), stored('a', 3, set('x')), stored('a', 4, set('y'))];
    expect(counts(run, trouble('connection', 'a#1@3:after'), trouble('process', 'a#1@2:inside'))).toEqual({
      'entry Run': 1,
      'entry SetState': 2,
      'happened crash': 2,
      'happened connection lost': 1,
      'happened process death': 1,
      'crash after SetState': 1,
      'crash inside Run': 1,
      'troubles 2': 1,
    });
    // Before the entry is stored, too; a suspension, or a point that is never stored, is no crash of an entry.
    expect(counts(trouble('connection', 'a#1@3:before'), stored('a', 3, set('x')))).toMatchObject({
      'crash before SetState': 1,
    });
    const none = counts(run, trouble('suspend', 'a#1@3:after'), trouble('connection', 'a#1@9:after'), {
      type: 'trouble',
      trouble: 'connection',
      point: 'a#1@3:after',
      invocation: undefined,
      attempt: undefined,
    });
    expect(Object.keys(none).filter((name) => name.startsWith('crash '))).toEqual([]);
  });

  it.each([
    ['process crash', { 'happened crash': 1, 'happened process death': 1 }],
    ['suspend', { 'happened forced suspension': 1 }],
    ['clock jump', { 'happened crash': 1, 'happened clock jump': 1 }],
    ['server restart', { 'happened crash': 1, 'happened server restart': 1 }],
    ['deploy new', { 'happened deploy': 1 }],
    ['deploy in-place', { 'happened deploy': 1 }],
    ['deploy resume', { 'happened deploy': 1 }],
    ['roll back', { 'happened roll-back': 1 }],
    ['cancel', { 'happened crash': 1 }],
  ])('a trouble: %s', (kind, expected) => {
    expect(counts(trouble(kind))).toEqual({ ...expected, 'troubles 1': 1 });
  });

  it('edges of its limiters', () => {
    const chart: ChartSpec = { kind: 'sliding window', service: 'Limit', handler: 'take', limit: 1, windowMs: 10 };
    const run = eventsOf(
      created('a', 'Limit/k/take'),
      ended('a'),
      created('b', 'Limit/k/take'),
      ended('b', no('full')),
    );
    const names = [...coverageOf(run, [chart])].filter(([name]) => name.startsWith('limiter '));
    expect(names).toContainEqual(['limiter Limit/take: admitted', 1]);
    expect(names).toContainEqual(['limiter Limit/take: refused', 1]);
    const { never } = reportOf(new Map(names), false, [chart]);
    expect(never).toContain('Limit/take: no request ever met a full window');
    expect(never).not.toContain('Limit/take: nothing was ever admitted');
  });
});

describe('two invocations meet', () => {
  const touching = (footprint: Footprint, ...happenings: readonly Happening[]): readonly TraceEvent[] =>
    eventsOf(...happenings).map((event) => ({ ...event, footprint }));
  const writes = (name: string): Footprint => ({ reads: [], writes: [name] });
  const reads = (name: string): Footprint => ({ reads: [name], writes: [] });
  const pairs = (...events: readonly (readonly TraceEvent[])[]): readonly string[] =>
    [...coverageOf(events.flat())].flatMap(([name, times]) => (name.startsWith('pair ') ? [`${name} ${times}`] : []));

  it('where the second touches what the first wrote, or writes what it touched', () => {
    const [set1, get2] = [stored('a', 1, set('x')), stored('b', 1, get('x'))];
    expect(pairs(touching(writes('lock:k'), set1), touching(reads('lock:k'), get2))).toEqual([
      'pair SetState > GetEagerState on lock 1',
    ]);
    expect(pairs(touching(reads('lock:k'), get2), touching(writes('lock:k'), set1))).toEqual([
      'pair GetEagerState > SetState on lock 1',
    ]);
    expect(pairs(touching(reads('lock:k'), get2), touching(reads('lock:k'), stored('a', 1, get('y'))))).toEqual([]);
    expect(pairs(touching(writes('lock:k'), set1), touching(writes('lock:k'), stored('a', 2, set('y'))))).toEqual([]);
    expect(pairs(touching(writes('lock:k'), set1), touching(writes('lock:j'), stored('b', 2, set('y'))))).toEqual([]);
  });

  it('by the name of the event, and by operations too', () => {
    const answer: Happening = { type: 'answer', operation: 'b', status: 200, body: new Uint8Array() };
    expect(pairs(touching(writes('inbox:k'), began('a')), touching(writes('inbox:k'), answer))).toEqual([
      'pair attempt started > answer on inbox 1',
    ]);
    const time: Happening = { type: 'time', fromMs: 0, toMs: 1 };
    expect(
      pairs(
        touching(writes('inbox:k'), began('a')),
        touching(writes('inbox:k'), time),
        touching(writes('inbox:k'), began('b')),
      ),
    ).toEqual(['pair attempt started > attempt started on inbox 1']);
  });

  it('on resources that invocations share; all state of a key is one', () => {
    for (const kind of ['promise', 'effect', 'idempotency', 'journal'])
      expect(pairs(touching(writes(`${kind}:x`), began('a')), touching(writes(`${kind}:x`), began('b')))).toEqual([
        `pair attempt started > attempt started on ${kind} 1`,
      ]);
    expect(pairs(touching(writes('state:O/k/x'), began('a')), touching(writes('state:O/k/y'), began('b')))).toEqual([
      'pair attempt started > attempt started on state 1',
    ]);
    expect(pairs(touching(writes('state:O/k/x'), began('a')), touching(writes('state:O/j/x'), began('b')))).toEqual([]);
    expect(pairs(touching(writes('clock:x'), began('a')), touching(writes('clock:x'), began('b')))).toEqual([]);
  });

  it('one time for each step: the first event names it', () => {
    const step = writes('lock:k');
    const one = writes('lock:k');
    expect(pairs(touching(step, began('a')), touching(one, began('b'), stored('b', 1, set('x'))))).toEqual([
      'pair attempt started > attempt started on lock 1',
    ]);
  });
});

describe('the report', () => {
  const all = new Map(
    ['replay', 'retry', 'suspension', 'timer', 'lock wait', 'zombie', 'crash'].map((name) => [`happened ${name}`, 1]),
  );
  const never = (names: readonly string[], crashes = true): readonly string[] =>
    reportOf(new Map([...all, ['overlap 2', 1], ...names.map((name) => [name, 1] as const)]), crashes).never;

  it('has all counts, by name', () => {
    expect(
      reportOf(
        new Map([
          ['b', 2],
          ['a', 1],
        ]),
        false,
      ).counts,
    ).toEqual({ a: 1, b: 2 });
    expect(
      Object.keys(
        reportOf(
          new Map([
            ['b', 2],
            ['a', 1],
          ]),
          false,
        ).counts,
      ),
    ).toEqual(['a', 'b']);
  });

  it('says what never happened', () => {
    expect(never([])).toEqual([]);
    expect(reportOf(new Map(), true).never).toEqual([
      'no attempt replayed a journal',
      'no attempt was retried',
      'no attempt was suspended',
      'no timer fired',
      'no invocation waited for a lock',
      'no aborted attempt kept running as a zombie',
      'nothing crashed',
      'no two invocations of one key were in flight at the same time',
    ]);
    expect(reportOf(new Map(), false).never).not.toContain('nothing crashed');
  });

  it('says what was missed', () => {
    expect(reportOf(new Map([...all, ['overlap 2', 1]]), true, [], ['handler Bank/debit']).never).toEqual([
      'never reached: handler Bank/debit',
    ]);
  });

  it('says whether invocations overlapped', () => {
    const said = (name: string): boolean =>
      reportOf(new Map([[name, 1]]), false).never.some((one) => one.startsWith('no two'));
    expect(['overlap 1', 'overlap 2', 'overlap 9', 'overlap 10', 'overlap 12'].map(said)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('says which pairs came in one order only, by name', () => {
    expect(
      never([
        'pair b > a on lock',
        'pair a > b on state',
        'pair x > y on lock',
        'pair y > x on lock',
        'pair z > z on lock',
      ]),
    ).toEqual(['never "a" before "b" on one lock', 'never "b" before "a" on one state']);
    expect(never(['pair broken'])).toEqual([]);
  });

  it('says where no crash fell', () => {
    expect(never(['entry Run', 'entry SetState'])).toEqual([
      'no crash fell before a Run',
      'no crash fell between the work and the result of a Run',
      'no crash fell after a Run',
      'no crash fell before a SetState',
      'no crash fell after a SetState',
    ]);
    expect(never(['entry Run', 'crash inside Run', 'crash before Run'])).toEqual(['no crash fell after a Run']);
    expect(never(['entry Run'], false)).toEqual([]);
  });
});

it('an outcome has the code of its failure', () => {
  expect(counts(a, ended('a', ok(1)))).toHaveProperty('outcome Bank/debit ok', 1);
});
