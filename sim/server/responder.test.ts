import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../core/utf8.ts';
import type { Command } from '../journal/command.ts';
import type { Invocation, Waiter } from './invocation.ts';
import { Outbox } from './outbox.ts';
import { Responder } from './responder.ts';
import { invoked } from './testing/invocations.ts';
import { TestWorld } from './testing/test-world.ts';

const DONE = { ok: encodeUtf8('done') };

function setUp(...known: Invocation[]) {
  const world = new TestWorld();
  const invocations = new Map(known.map((invocation) => [invocation.id, invocation]));
  const partitions = { ofInvocation: () => 0 };
  const received: string[] = [];
  const responder = new Responder(invocations, partitions, new Outbox(world, partitions), {
    appendCompletion: ({ address }, of, completion, result) =>
      received.push(`${address} ${of} ${completion} ${result === DONE ? 'done' : JSON.stringify(result)}`),
  });
  return { world, responder, received, invocations };
}

function calledBy(invocation: string, address = invocation): Waiter {
  return { kind: 'invocation', invocation, address, completion: 1, of: 'Call' };
}

it('a caller gets the result in a later step', () => {
  const { world, responder, received } = setUp(invoked('caller'));
  responder.respond(invoked('callee'), calledBy('caller'), DONE);
  expect([received, world.steps]).toEqual([[], ['caller:result 1']]);
  world.run();
  expect(received).toEqual(['caller Call 1 done']);
});

it('a caller that ends while the result is in flight does not get it', () => {
  const caller = invoked('caller');
  const { world, responder, received } = setUp(caller);
  responder.respond(invoked('callee'), calledBy('caller'), DONE);
  caller.status = 'completed';
  world.run();
  expect(received).toEqual([]);
});

it('nothing is sent to a caller that the server has forgotten', () => {
  const { world, responder } = setUp();
  responder.respond(invoked('callee'), calledBy('caller'), DONE);
  expect(world.steps).toEqual([]);
});

it('a client gets the result at once when the invocation has ended, and waits otherwise', () => {
  const { responder } = setUp();
  const responses: unknown[] = [];
  const client: Waiter = {
    kind: 'ingress',
    operation: 'op',
    answer: (result) => responses.push(result),
    disconnect: () => undefined,
  };
  const [open, ended] = [invoked('open'), invoked('ended')];
  ended.result = DONE;
  responder.await(open, client);
  expect([responses, open.waiters]).toEqual([[], [client]]);
  responder.await(ended, client);
  expect([responses, ended.waiters]).toEqual([[DONE], []]);
});

it('attaching to an unknown invocation completes with 404, by two messages', () => {
  const { world, responder, received } = setUp();
  responder.attach(invoked('a'), 3, 'unknown', 5);
  world.take('a/3 attach');
  world.take('a/3 not found');
  expect(received).toEqual(['a AttachInvocation 5 {"failure":{"code":404,"message":"not found"}}']);
});

it('attaching to an invocation that ends while the request is in flight gets its result', () => {
  const target = invoked('target');
  const { world, responder, received } = setUp(invoked('a'), target);
  responder.attach(invoked('a'), 3, 'target', 5);
  target.result = DONE;
  world.run();
  expect(received).toEqual(['a AttachInvocation 5 done']);
});

describe('a result whose caller has ended, when an invocation with the same id waits for something', () => {
  const withEntry = (command: Command): Invocation => {
    const successor = invoked('caller');
    successor.journal.push({ kind: 'command', command, appendedAtMs: 0 });
    return successor;
  };
  const left = (successor: Invocation): readonly string[] => {
    const { world, responder, received } = setUp(successor);
    responder.respond(invoked('callee'), calledBy('caller', 'the one before'), DONE);
    world.run();
    return received;
  };

  it('completes the entry with the same completion id, as a result of its own type', () => {
    expect(left(withEntry({ type: 'GetPromise', key: 'p', completion: 1 }))).toEqual(['caller GetPromise 1 done']);
    expect(left(withEntry({ type: 'Sleep', wakeUpMs: 9, name: '', completion: 1 }))).toEqual([
      'caller Sleep 1 "empty"',
    ]);
  });

  it('is lost when there is no such entry, or it cannot have such a result', () => {
    expect(left(withEntry({ type: 'GetPromise', key: 'p', completion: 2 }))).toEqual([]);
    expect(left(withEntry({ type: 'Run', name: 'r', completion: 1 }))).toEqual([]);
  });

  it('is lost while the invocation waits in an inbox', () => {
    const successor = withEntry({ type: 'GetPromise', key: 'p', completion: 1 });
    successor.status = 'inboxed';
    expect(left(successor)).toEqual([]);
  });
});
