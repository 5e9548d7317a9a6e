import { expect, it } from 'vitest';
import type { Command } from '../../journal/command.ts';
import { invoked } from '../testing/invocations.ts';
import { streamOf } from '../testing/stream-of.ts';
import { TestWorld } from '../testing/test-world.ts';
import { MessageCommands } from './message-commands.ts';

/** An invocation, and its first awakeable. */
const TARGET = 'inv_1fBjihNE0HGu3XuhgXsnc9wkNniZa6AlwF';
const AWAKEABLE = 'sign_1lhDRPBZHubV9UPf2Ccr2_ELDHRaSrBiCAAAAEQ';
const DONE = { ok: new Uint8Array() };

type MessageCommand = Extract<Command, { type: 'SendSignal' | 'CompleteAwakeable' | 'AttachInvocation' }>;

const SIGNAL: MessageCommand = { type: 'SendSignal', target: TARGET, signal: { name: 'go' }, result: DONE };
const COMPLETE: MessageCommand = { type: 'CompleteAwakeable', awakeableId: AWAKEABLE, result: DONE };
const ATTACH: MessageCommand = { type: 'AttachInvocation', target: TARGET, completion: 5 };

function setUp() {
  const { stream } = streamOf(new TestWorld(), invoked('a', { partition: 3 }));
  const sent: unknown[] = [];
  const commands = new MessageCommands(
    { resourceTo: (from, id) => `channel ${from} to ${id}` },
    { send: (...message) => sent.push(message) },
    { attach: ({ address }, entry, target, completion) => sent.push([address, entry, target, completion]) },
  );
  return { commands, stream, sent };
}

it.each<[string, MessageCommand, unknown]>([
  ['a signal', SIGNAL, ['a/2 signal', 3, TARGET, { name: 'go' }, DONE]],
  [
    'the completion of an awakeable, to the invocation in its id',
    COMPLETE,
    ['a/2 awakeable', 3, TARGET, { index: 17 }, DONE],
  ],
  ['a request for a result', ATTACH, ['a', 2, TARGET, 5]],
])('sends %s, named by its entry', (_, command, message) => {
  const { commands, stream, sent } = setUp();
  commands.apply(stream, 2, command);
  expect(sent).toEqual([message]);
});

it.each([SIGNAL, COMPLETE, ATTACH])('touches the journal and the channel to the target: $type', (command) => {
  const { commands, stream } = setUp();
  expect(commands.footprint(stream, command)).toEqual({ reads: [], writes: ['journal:a', `channel 3 to ${TARGET}`] });
});

// Observed on a real server, word for word.
it.each<[string, MessageCommand, string | undefined]>([
  ['a signal', SIGNAL, undefined],
  ['the completion of an awakeable', COMPLETE, undefined],
  ['a request for a result', ATTACH, undefined],
  [
    'a signal to no id',
    { ...SIGNAL, target: 'foo' },
    'cannot decode entry: decoding error: BadFieldError("target_invocation_id", Format)',
  ],
  [
    'a cancellation of something else than an invocation',
    { ...SIGNAL, target: 'foo_1x', signal: { index: 1 } },
    'cannot decode entry: decoding error: BadFieldError("target_invocation_id", UnrecognizedType("foo"))',
  ],
  [
    'the completion of a part of an awakeable',
    { ...COMPLETE, awakeableId: 'sign_1AQIDBA' },
    'cannot decode entry: decoding error: InvalidAwakeableId("sign_1AQIDBA", TypeMismatch)',
  ],
  [
    'the completion of nothing',
    { ...COMPLETE, awakeableId: '' },
    'cannot decode entry: decoding error: InvalidAwakeableId("", Length)',
  ],
  [
    'a request for the result of a part of an id',
    { ...ATTACH, target: TARGET.slice(0, -1) },
    `cannot process command Command: AttachInvocation (command index 1) because of a failed precondition: invalid invocation id ${TARGET.slice(0, -1)}: bad length`,
  ],
])('takes or refuses %s', (_, command, message) => {
  const { commands, stream } = setUp();
  expect(commands.refusal(stream, command)).toEqual(message === undefined ? undefined : { code: 500, message });
});

it('the completion of an awakeable of older services goes nowhere', () => {
  const { commands, stream, sent } = setUp();
  const awakeableId = AWAKEABLE.replace('sign', 'prom');
  const command: MessageCommand = { type: 'CompleteAwakeable', awakeableId, result: DONE };
  expect(commands.refusal(stream, command)).toBeUndefined();
  commands.apply(stream, 2, command);
  expect([sent, commands.footprint(stream, command).writes]).toEqual([[], ['journal:a']]);
});
