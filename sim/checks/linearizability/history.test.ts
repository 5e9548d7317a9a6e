/** Goal: a history is the requests of clients, with what they got and when. Method: short runs, and the history of each. */
import { describe, expect, it } from 'vitest';
import {
  answered,
  asked,
  began,
  clear,
  clearAll,
  created,
  ended,
  eventsOf,
  found,
  get,
  no,
  ok,
  set,
  stored,
  type Happenings,
} from '../../trace/testing/happenings.ts';
import { HistoryCollector, type Collected } from './history.ts';

function collected(...run: readonly Happenings[]): HistoryCollector {
  const collector = new HistoryCollector();
  for (const event of eventsOf(...run)) collector.see(event);
  return collector;
}
const first = (...run: readonly Happenings[]): Collected | undefined => collected(...run).history()[0];

const call = [asked('a', 'Bank/ann/debit', 5), created('a', 'Bank/ann/debit')];
const send = [asked('a', 'Bank/ann/debit', 5, { kind: 'send' }), created('a', 'Bank/ann/debit')];
const open = {
  id: 'a',
  service: 'Bank',
  key: 'ann',
  handler: 'debit',
  input: 5,
  answer: undefined,
  invokedAt: 1,
  returnedAt: undefined,
  events: [1],
};

describe('a call', () => {
  it('lasts from its request to its response', () => {
    expect(first(call)).toEqual(open);
    const done = collected(call, answered('a', 95), answered('a', 96));
    expect(done.history()).toEqual([{ ...open, answer: { value: 95 }, returnedAt: 3, events: [1, 3] }]);
    expect(done.answered).toBe(1);
    expect(first(call, ended('a', ok(95)))).toEqual(open);
  });

  it('fails with the status that its client got', () => {
    expect(first(call, answered('a', { message: 'poor' }, 402))).toMatchObject({
      answer: { failure: 402 },
      returnedAt: 3,
    });
    expect(first(call, answered('a', undefined, 201))).toMatchObject({ answer: { failure: 201 } });
    expect(first(call, answered('a', { message: 'conflict' }, 409))).toMatchObject({ answer: { failure: 409 } });
    expect(first(call, answered('a', { message: 'killed' }, 500))).toMatchObject({ answer: { failure: 500 } });
    expect(first(call, answered('a', null, 409))).toMatchObject({ answer: { failure: 409 } });
    expect(first(call, answered('a', { text: 'killed' }, 409))).toMatchObject({ answer: { failure: 409 } });
  });

  it.each([
    answered('a', undefined, 0),
    answered('a', { message: 'killed' }, 409),
    answered('a', { message: 'Cancelled' }, 409),
    answered('a', { message: 'canceled' }, 409),
  ])('has no known end where it was stopped half-way: %o', (stopped) => {
    expect(first(call, stopped)).toEqual(open);
    expect(collected(call, stopped).answered).toBe(0);
  });

  it('is stopped by these words alone', () => {
    for (const message of ['was killed', 'killed twice'])
      expect(first(call, answered('a', { message }, 409))).toMatchObject({ answer: { failure: 409 } });
  });
});

describe('a send', () => {
  it('lasts until its invocation has completed', () => {
    expect(first(send, answered('a', { id: 'x' }))).toEqual(open);
    expect(first(send, answered('a'), ended('a', ok(95)))).toMatchObject({ answer: { value: 95 }, returnedAt: 4 });
    expect(first(send, ended('a', no('poor', 402)))).toMatchObject({ answer: { failure: 402 } });
    expect(first(send, ended('a', no('killed', 409)))).toEqual(open);
    expect(first(send, ended('a', no('killed', 500)))).toMatchObject({ answer: { failure: 500 } });
    expect(first(send, ended('a', no('conflict', 409)))).toMatchObject({ answer: { failure: 409 } });
  });
});

it('is none where the request is of another kind, or no client made it', () => {
  expect(collected(asked('a', 'S/x', 1, { kind: 'attach' }), created('a', 'S/x')).history()).toEqual([]);
  expect(collected(created('a', 'S/x'), answered('a')).history()).toEqual([]);
  expect(collected(asked('a', 'S/x'), created('a', 'S/x', 'SERVICE', { by: 'z/1' })).history()).toEqual([]);
  expect(collected(asked('a', 'S/x')).history()).toEqual([]);
});

describe('two requests with one idempotency key', () => {
  const second = asked('b', 'Bank/ann/debit', 5);

  it('are one operation', () => {
    expect(collected(call, second, found('a', 'b'), answered('b', 95)).history()).toEqual([
      { ...open, answer: { value: 95 }, returnedAt: 5, events: [1, 5] },
    ]);
    expect(collected(call, second, found('a', 'b'), answered('b', 95), answered('a', 95)).answered).toBe(1);
  });

  it('are not, where the second is refused, or is no request', () => {
    expect(first(call, second, found('a', 'b', 'refused'), answered('b', 95))).toEqual(open);
    expect(first(call, found('a', 'b'), second, answered('b', 95))).toEqual(open);
  });
});

describe('an operation takes effect', () => {
  it('when its last attempt starts, where it only reads', () => {
    expect(first(call, began('a'), stored('a', 1, get('x')))).toMatchObject({ committedAt: 3 });
    expect(first(call, began('a'), began('a', 2))).toMatchObject({ committedAt: 4 });
    expect(first(call, began('b'))).toEqual(open);
  });

  it.each([set('x', 1), clear('x'), clearAll])('at its last write, or one of its calls: %o', (write) => {
    expect(first(call, began('a'), stored('a', 1, write))).toMatchObject({ committedAt: 4 });
    expect(first(call, began('a'), stored('a/1/2', 1, write))).toMatchObject({ committedAt: 4 });
    expect(first(call, began('a'), stored('b', 1, write))).toMatchObject({ committedAt: 3 });
  });

  it('before it returns', () => {
    expect(first(call, began('a'), answered('a', 1), stored('a/1', 1, set('x', 1)))).toMatchObject({ committedAt: 3 });
  });
});
