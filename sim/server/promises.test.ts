import { expect, it } from 'vitest';
import { encodeUtf8 } from '../core/utf8.ts';
import { Outbox } from './outbox.ts';
import { DurablePromises } from './promises.ts';
import { invoked, keyOfS } from './testing/invocations.ts';
import { TestWorld } from './testing/test-world.ts';

const YES = { ok: encodeUtf8('yes') };
const NO = { failure: { code: 500, message: 'no' } };

function setUp() {
  const world = new TestWorld();
  const received: string[] = [];
  const promises = new DurablePromises(world, new Outbox(world, { ofInvocation: () => 0 }), {
    appendCompletion: ({ address }, of, completion, result) =>
      received.push(`${address} ${of} ${completion} ${result === YES ? 'yes' : 'no'}`),
  });
  return { world, promises, received, key: keyOfS() };
}

it('the first completion wins', () => {
  const { promises, key } = setUp();
  expect([promises.complete(key, 'p', YES), promises.complete(key, 'p', NO)]).toEqual([true, false]);
  expect(promises.peek(key, 'p')).toBe(YES);
});

it('every waiting invocation gets the result, each in a later step', () => {
  const { world, promises, received, key } = setUp();
  promises.get(key, 'p', invoked('a'), 1);
  promises.get(key, 'p', invoked('b'), 2);
  promises.complete(key, 'p', YES);
  expect(received).toEqual([]);
  world.run();
  expect(received).toEqual(['a GetPromise 1 yes', 'b GetPromise 2 yes']);
});

it('an invocation that reads a completed promise gets the result at once', () => {
  const { promises, received, key } = setUp();
  promises.complete(key, 'p', NO);
  promises.get(key, 'p', invoked('a'), 1);
  expect(received).toEqual(['a GetPromise 1 no']);
});

it('an invocation that ends while the result is in flight does not get it', () => {
  const { world, promises, received, key } = setUp();
  const waiting = invoked('a');
  promises.get(key, 'p', waiting, 1);
  promises.complete(key, 'p', YES);
  waiting.status = 'completed';
  world.run();
  expect(received).toEqual([]);
});

it('clearing a key forgets its promises, and no others', () => {
  const { promises, key } = setUp();
  const other = keyOfS();
  promises.complete(key, 'p', YES);
  promises.complete(other, 'p', YES);
  promises.clear(key);
  expect([promises.peek(key, 'p'), promises.peek(other, 'p')]).toEqual([undefined, YES]);
});
