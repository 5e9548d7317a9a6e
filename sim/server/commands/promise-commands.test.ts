import { describe, expect, it } from 'vitest';
import type { NotificationResult } from '../../journal/notification.ts';
import type { Outcome } from '../../journal/outcome.ts';
import { invoked, keyOfS } from '../testing/invocations.ts';
import { streamOf } from '../testing/stream-of.ts';
import { TestWorld } from '../testing/test-world.ts';
import { PromiseCommands } from './promise-commands.ts';

const YES: Outcome = { ok: new Uint8Array([1]) };
const GET = { type: 'GetPromise', key: 'p', completion: 1 } as const;
const PEEK = { type: 'PeekPromise', key: 'p', completion: 2 } as const;
const COMPLETE = { type: 'CompletePromise', key: 'p', result: YES, completion: 3 } as const;

function setUp({ result, service = 'workflow' }: { result?: Outcome; service?: 'workflow' | 'object' } = {}) {
  const objectKey = keyOfS();
  const { stream } = streamOf(
    new TestWorld(),
    invoked('a', { objectKey, kind: 'SHARED', serviceKind: service, partition: 3 }),
  );
  const done: [completion: number, result: NotificationResult | 'waits'][] = [];
  const commands = new PromiseCommands({
    promises: {
      get: (_key, _name, _invocation, completion) => void done.push([completion, 'waits']),
      peek: () => result,
      complete: () => result === undefined,
    },
    outbox: { resource: (from, to) => `channel ${from} to ${to}` },
    journals: {
      appendCompletion: (_invocation, _of, completion, value) => void done.push([completion, value]),
    },
  });
  return { commands, stream, done };
}

describe('a command of a durable promise', () => {
  it('that awaits it waits', () => {
    const { commands, stream, done } = setUp();
    commands.apply(stream, 1, GET);
    expect(done).toEqual([[1, 'waits']]);
  });

  it('that peeks gets the result, or that there is none', () => {
    const [open, completed] = [setUp(), setUp({ result: YES })];
    open.commands.apply(open.stream, 1, PEEK);
    completed.commands.apply(completed.stream, 1, PEEK);
    expect([open.done, completed.done]).toEqual([[[2, 'empty']], [[2, YES]]]);
  });

  it('that completes it succeeds the first time, and fails after that', () => {
    const [open, completed] = [setUp(), setUp({ result: YES })];
    open.commands.apply(open.stream, 1, COMPLETE);
    completed.commands.apply(completed.stream, 1, COMPLETE);
    const failure = { failure: { code: 409, message: 'promise was already completed' } };
    expect([open.done, completed.done]).toEqual([[[3, 'empty']], [[3, failure]]]);
  });

  it('touches the promise; all but a peek also change it and send messages', () => {
    const { commands, stream } = setUp();
    expect(commands.footprint(stream, PEEK)).toEqual({ reads: ['promise:S/k/p'], writes: ['journal:a'] });
    const writes = ['journal:a', 'promise:S/k/p', 'channel 3 to 3'];
    expect(commands.footprint(stream, GET)).toEqual({ reads: [], writes });
    expect(commands.footprint(stream, COMPLETE)).toEqual({ reads: [], writes });
  });

  it('is refused to services that are no workflows', () => {
    const { commands, stream } = setUp({ service: 'object' });
    expect(commands.refusal(stream, GET)?.message).toContain('only Workflow services support it');
    const workflow = setUp();
    expect(workflow.commands.refusal(workflow.stream, GET)).toBeUndefined();
  });

  it('is refused to an invocation without a key', () => {
    const { commands } = setUp();
    const { stream } = streamOf(new TestWorld(), invoked('b'));
    expect(commands.refusal(stream, GET)?.code).toBe(500);
  });
});
