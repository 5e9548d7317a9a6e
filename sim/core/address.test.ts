/**
 * Goal: an address says the same after it was written and read. Method: parts of every kind, with text that looks like other
 * parts, and the addresses that real runs have.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  callerOf,
  callingEntryOf,
  choiceKey,
  format,
  invocationOf,
  nthOf,
  operationOf,
  entryOf,
  parse,
  parseChoiceKey,
  parseEntry,
  pointOf,
  repeatedBy,
  repeatOf,
  stepOf,
  type AddressParts,
  shortened,
} from './address.ts';

/** Text as user code may bring it into the name of a step. */
const text = fc.oneof(
  fc.string(),
  fc.stringMatching(/^[~a1 #@:/+\n]*$/),
  fc.constantFrom('run 1 a~2', '~~2', '@1:after'),
);

const owner = fc.record(
  {
    operation: fc.stringMatching(/^[\w-]{1,8}$/),
    repeats: fc.constant(true),
    calls: fc.stringMatching(/^(\/\d{1,3}|~\d{1,2}){1,3}$/),
    attempt: fc.integer({ min: 1, max: 30 }),
  },
  { requiredKeys: ['operation'] },
);

const point = fc.record({
  entry: fc.nat(200),
  phase: fc.constantFrom('before' as const, 'inside' as const, 'after' as const),
});
const times = fc.integer({ min: 2, max: 30 });

const parts: fc.Arbitrary<AddressParts> = fc.oneof(
  owner,
  fc.tuple(owner, point).map(([own, at]) => ({ ...own, attempt: 1, point: at })),
  fc
    .tuple(owner, fc.record({ step: text, times }, { requiredKeys: ['step'] }))
    .map(([own, rest]) => ({ ...own, ...rest })),
  fc
    .tuple(owner, fc.record({ message: text, times }, { requiredKeys: ['message'] }))
    .map(([own, { message, ...rest }]) => ({ ...own, message: ` ${message}`, ...rest })),
);

describe('an address', () => {
  it('is read as what was written', () => {
    fc.assert(
      fc.property(parts, (written) => {
        expect(parse(format(written))).toEqual(written);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    'a',
    'a+',
    'setup1/1',
    'a/2~1/3',
    'a/2#1',
    'a/2#1@3:after',
    'b/2#1:append 3 SetState',
    'a:request~2',
    'a#12:terminal 0:answer',
    'a#1:hand over c17',
    'world:server restart 2365',
    'a/kill 2',
    'a/3 attach',
    'a/promise wanted 3',
    'world after restart 1',
    'a#1:run 1 what ~~2 is',
  ])('is written as it was read: %s', (address) => {
    const read = parse(address);
    expect(read && format(read)).toBe(address);
  });

  it.each(['', ' a', '/2', '#1', 'a#1@3', 'a#1@3:later', 'a$'])('is not %j', (other) => {
    expect(parse(other)).toBeUndefined();
  });

  it('shows where it comes from', () => {
    expect(operationOf('a+/2#1@3:after')).toBe('a');
    expect(operationOf('ab:request')).toBe('ab');
    expect(invocationOf('a+/2~1#1@3:after')).toBe('a+/2~1');
    expect(callerOf('a/2/5')).toBe('a/2');
    expect(callerOf('a')).toBeUndefined();
    expect([callingEntryOf('a/2/5'), callingEntryOf('a')]).toEqual([5, NaN]);
    expect(repeatedBy(repeatOf('a'))).toBe('a');
    expect(repeatedBy('a')).toBeUndefined();
  });

  it('keeps a step that comes again apart from one whose text ends like it', () => {
    const [again, other] = [nthOf(stepOf('a#1', 'run 1 x'), 2), stepOf('a#1', 'run 1 x~2')];
    expect(again).not.toBe(other);
    expect(parse(again)).toMatchObject({ step: 'run 1 x', times: 2 });
    expect(parse(other)).toMatchObject({ step: 'run 1 x~2' });
  });

  it('is that of a journal point', () => {
    expect(parse(pointOf({ invocation: 'a/2', attempt: 1, entry: 3, phase: 'inside' }))).toEqual({
      operation: 'a',
      calls: '/2',
      attempt: 1,
      point: { entry: 3, phase: 'inside' },
    });
  });
});

describe('the key of a choice', () => {
  it('is read as what was written', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\w+$/), fc.string(), (kind, address) => {
        expect(parseChoiceKey(choiceKey(kind, address))).toEqual({ kind, address });
      }),
    );
  });
});

describe('the names of invocations in a text', () => {
  it('are short where a job calls itself again and again', () => {
    expect(shortened('a/3/3/3/3/3: Job/x/tick  starts')).toBe('a/3×5: Job/x/tick  starts');
    expect(shortened('of b+/2/1/2/1/2/1/2/1 (invocation b+/2/1/2/1/2/1/2/1)')).toBe(
      'of b+(/2/1)×4 (invocation b+(/2/1)×4)',
    );
    expect(shortened('a/1/3/3/3/3/2#2')).toBe('a/1/3×4/2#2');
  });

  it('stay as they are where they are short, and so does what is no name', () => {
    for (const text of ['a/3/3/3', 'a/3/3/3/33', 'https://x.y/1/1/1/1/1', '/1/1/1/1/1', 'Box/3/3/3/3/3']) {
      expect(shortened(text)).toBe(text);
    }
  });
});

it('reads the name of an entry', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{1,4}(\/\d{1,2}){0,3}$/), fc.nat(), (invocation, entry) => {
      expect(parseEntry(entryOf(invocation, entry))).toEqual({ invocation, entry });
    }),
  );
  for (const other of ['a', '@1', 'a@', 'a@x', 'a#1@2:after']) expect(parseEntry(other)).toBe(undefined);
});
