import { describe, expect, it } from 'vitest';
import type { AttemptMessage } from '../attempt/attempt.ts';
import { AttemptMessages, type FaultInjector, type MessagePorts } from './attempt-messages.ts';
import { invoked } from './testing/invocations.ts';
import { streamOf } from './testing/stream-of.ts';
import { TestWorld } from './testing/test-world.ts';

const COMMAND: AttemptMessage = { type: 'command', command: { type: 'ClearAllState' } };
const PROPOSAL: AttemptMessage = { type: 'proposal', completion: 3, result: { ok: new Uint8Array() } };
const SUSPENSION: AttemptMessage = { type: 'suspension', awaiting: { single: 'c1' } };
const ERROR: AttemptMessage = { type: 'error', error: { code: 500, message: 'boom' } };
const END: AttemptMessage = { type: 'end' };

function setUp({ refuses = false } = {}) {
  const world = new TestWorld();
  const invocation = invoked('a');
  const { stream } = streamOf(world, invocation);
  const done: string[] = [];
  const named = (name: string) => ({ reads: [name], writes: [] });
  const ports: MessagePorts = {
    commands: {
      footprint: () => named('of the command'),
      refusal: () => (refuses ? { code: 500, message: 'not here' } : undefined),
      apply: (_stream, entry) => done.push(`apply ${entry}`),
    },
    journals: {
      appendCommand: () => done.push('append') + 6,
      appendProposal: (_stream, completion) => done.push(`store Run ${completion}`),
    },
    invoker: { suspend: () => done.push('suspend') },
    failures: { attemptFailed: (_stream, { message }) => done.push(`fail: ${message}`) },
    lifecycle: { end: () => done.push('end') },
    footprints: { ofEnd: () => named('of the end'), ofFailure: () => named('of a failure') },
    streams: { touch: () => done.push('touch') },
  };
  return { world, invocation, stream, done, messages: new AttemptMessages(world, ports) };
}

describe('what a message touches is known before it is applied', () => {
  it.each<[string, AttemptMessage, string]>([
    ['a command', COMMAND, 'of the command'],
    ['an error', ERROR, 'of a failure'],
    ['the end', END, 'of the end'],
  ])('%s', (_, message, expected) => {
    const { messages, stream } = setUp();
    expect(messages.footprintOf(stream, message).reads).toEqual([expected]);
  });

  it('a command that is refused touches what a failure touches', () => {
    const { messages, stream } = setUp({ refuses: true });
    expect(messages.footprintOf(stream, COMMAND).reads).toEqual(['of a failure']);
  });

  it('the result of a run touches the journal alone, and a suspension also the attempt, which a crash may end', () => {
    const { messages, stream, invocation } = setUp();
    expect(messages.footprintOf(stream, PROPOSAL)).toEqual({ reads: [], writes: ['journal:a'] });
    expect(messages.footprintOf(stream, SUSPENSION)).toEqual({
      reads: ['process'],
      writes: [invocation.journalResource, 'attempt:a#1'],
    });
  });
});

describe('a message', () => {
  it.each<[string, AttemptMessage, readonly string[]]>([
    ['that is a command is appended, and applied as the entry that it got', COMMAND, ['append', 'apply 7']],
    ['with the result of a run is stored as its completion', PROPOSAL, ['store Run 3']],
    ['that suspends suspends', SUSPENSION, ['suspend']],
    ['with an error fails the attempt', ERROR, ['fail: boom']],
  ])('%s', (_, message, expected) => {
    const { messages, stream, done } = setUp();
    messages.receive(stream, message);
    expect(done).toEqual(expected);
  });

  it('that is refused is not appended, and fails the attempt', () => {
    const { world, messages, stream, done } = setUp({ refuses: true });
    messages.receive(stream, COMMAND);
    expect(done).toEqual(['fail: not here']);
    expect(world.trace.events).toMatchObject([{ type: 'refused', invocation: 'a', attempt: 1, message: 'not here' }]);
  });

  it('that ends the attempt ends the invocation, with the output that is in its journal', () => {
    const { world, messages, stream, invocation, done } = setUp();
    expect(() => messages.receive(stream, END)).toThrow('ended a#1 without an output');
    invocation.output = { ok: new Uint8Array() };
    messages.receive(stream, END);
    expect([done, world.events]).toEqual([['end'], ['attempt ended']]);
  });
});

describe('a fault at a journal point', () => {
  function injecting(closes: 'before' | 'after' | undefined) {
    const set = setUp();
    const { stream, messages } = set;
    const calls: unknown[] = [];
    const injector: FaultInjector = {
      before: () => {
        if (closes === 'before') stream.close();
        calls.push('before');
        return closes === 'before';
      },
      after: (_stream, _message, entry) => calls.push(['after', entry]),
    };
    messages.injector = injector;
    return { ...set, calls };
  }

  it('before a message loses it', () => {
    const { messages, stream, done, calls } = injecting('before');
    messages.receive(stream, COMMAND);
    expect([done, calls]).toEqual([[], ['before']]);
  });

  it('after a message knows the entry that its command has got', () => {
    const { messages, stream, done, calls } = injecting(undefined);
    messages.receive(stream, COMMAND);
    expect([done, calls]).toEqual([
      ['append', 'apply 7'],
      ['before', ['after', 1]],
    ]);
  });

  it('that says something else about the message than its stream is a fault of the simulator', () => {
    const { messages, stream } = injecting(undefined);
    stream.close();
    expect(() => messages.receive(stream, COMMAND)).toThrow('not lost, and its stream is closed');
  });
});
