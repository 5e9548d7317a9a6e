import { describe, expect, it } from 'vitest';
import { NOTHING } from '../core/footprint.ts';
import type { Happening, TraceEvent } from './event.ts';
import { storyOf } from './story.ts';

const traceOf = (happenings: readonly Happening[]): TraceEvent[] =>
  happenings.map((happening, seq) => ({ ...happening, seq, atMs: 1_767_225_600_000 + seq, footprint: NOTHING }));

const failed = (attempt: number, message: string): Happening => ({
  type: 'attempt failed',
  invocation: 'a',
  attempt,
  code: 500,
  message,
  retryInMs: 500,
  mismatch: undefined,
});

const asked = (operation: string, key: string): Happening => ({
  type: 'operation',
  operation,
  client: operation.startsWith('setup') ? 'setup' : 'client 1',
  target: { service: 'Order', key, handler: 'go' },
  input: new Uint8Array(),
  kind: 'call',
});

describe('a story', () => {
  it('tells the first and the last of many failures that are alike, and how many there were', () => {
    const events = traceOf([1, 2, 3, 4, 5, 6, 7].map((attempt) => failed(attempt, 'down')));
    expect(storyOf(events, [])).toEqual([
      '   0.000s  a attempt 1 fails: down',
      '   0.006s  a attempt 7 fails: down (and 5 times in between)',
    ]);
  });

  it('lets no terminal obey a key or a message', () => {
    expect(storyOf(traceOf([asked('a', '\u001b[2Jann'), failed(1, 'over\r\u202e')]), [])).toEqual([
      '   0.000s  client 1 asks Order/␛[2Jann/go() [a]',
      '   0.001s  a attempt 1 fails: over␍⟨U+202E⟩',
    ]);
  });

  it('tells every one of a few, and those that are not alike', () => {
    const events = traceOf([failed(1, 'down'), failed(2, 'down'), failed(3, 'down'), failed(4, 'slow')]);
    expect(storyOf(events, [])).toHaveLength(4);
  });

  it('has words for whatever shows a finding', () => {
    const events = traceOf([
      { type: 'lock taken', invocation: 'a', key: 'Account/ann' },
      { type: 'zombie', invocation: 'a', attempt: 1, why: 'killed' },
      { type: 'effect began', effect: 'mail', call: 'c', invocation: 'a', attempt: 1, run: 2, zombie: false, input: 1 },
    ]);
    expect(storyOf(events, [0, 1, 2])).toEqual([
      '   0.000s  a is given the key Account/ann',
      '   0.001s  a, attempt 1, lives on as a zombie: killed',
      '   0.002s  a begins the effect mail',
    ]);
  });

  it('tells what an effect has said to one attempt after the other once, with the request before it', () => {
    const said = [1, 2, 3, 4, 5].map((attempt): Happening => ({
      type: 'effect answered',
      effect: 'orders',
      call: `a#${attempt}:orders 0`,
      failure: 'no row',
    }));
    expect(storyOf(traceOf([asked('a', 'o1'), ...said]), [])).toEqual([
      '   0.000s  client 1 asks Order/o1/go() [a]',
      '   0.001s  a attempt 1 is told by orders: no row',
      '   0.005s  a attempt 5 is told by orders: no row (and 3 times in between)',
    ]);
  });

  it('names what user code has used outside of ctx.run, and where', () => {
    const remark = { type: 'remark', invocation: 'a', attempt: 1 } as const;
    const events = traceOf([
      { ...remark, what: 'ambient Date.now', text: 'src/cart.ts:12:5' },
      { ...remark, what: 'unawaited-run', text: 'A ctx.run was not awaited.' },
    ]);
    expect(storyOf(events, [0, 1])).toEqual([
      '   0.000s  a uses Date.now (src/cart.ts:12:5) outside of ctx.run',
      '   0.001s  a: A ctx.run was not awaited.',
    ]);
  });
});

describe('the set-up, in the story of a finding', () => {
  const events = traceOf([
    asked('setup1', 'o1'),
    { type: 'attempt started', invocation: 'setup1', attempt: 1, knownEntries: 1 },
    asked('setup2', 'o1'),
    asked('setup3', 'o2'),
    asked('a', 'o1'),
    failed(1, 'down'),
  ] as readonly Happening[]);

  it('is the last request to a key that the story is about', () => {
    expect(storyOf(events, [5])).toEqual([
      '   0.002s  setup asks Order/o1/go() [setup2]',
      '   0.004s  client 1 asks Order/o1/go() [a]',
      '   0.005s  a attempt 1 fails: down',
    ]);
  });

  it('is told in full where it shows the finding itself', () => {
    expect(storyOf(events, [1])).toEqual([
      '   0.000s  setup asks Order/o1/go() [setup1]',
      '   0.001s  Order/o1/go [setup1] starts',
    ]);
  });

  it('stays where there is no finding', () => {
    expect(storyOf(events, [])).toHaveLength(6);
  });
});
