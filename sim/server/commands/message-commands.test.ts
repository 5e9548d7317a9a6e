import { expect, it } from 'vitest';
import type { Command } from '../../journal/command.ts';
import { invoked } from '../testing/invocations.ts';
import { streamOf } from '../testing/stream-of.ts';
import { TestWorld } from '../testing/test-world.ts';
import { MessageCommands } from './message-commands.ts';

/** Awakeable 17 of the invocation `inv_t`. */
const AWAKEABLE = `sign_1${Buffer.from('inv_t\0\0\0\u0011').toString('base64url')}`;
const DONE = { ok: new Uint8Array() };

type MessageCommand = Extract<Command, { type: 'SendSignal' | 'CompleteAwakeable' | 'AttachInvocation' }>;

const SIGNAL: MessageCommand = { type: 'SendSignal', target: 'inv_t', signal: { name: 'go' }, result: DONE };
const COMPLETE: MessageCommand = { type: 'CompleteAwakeable', awakeableId: AWAKEABLE, result: DONE };
const ATTACH: MessageCommand = { type: 'AttachInvocation', target: 'inv_t', completion: 5 };

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
  ['a signal', SIGNAL, ['a/2 signal', 3, 'inv_t', { name: 'go' }, DONE]],
  [
    'the completion of an awakeable, to the invocation in its id',
    COMPLETE,
    ['a/2 awakeable', 3, 'inv_t', { index: 17 }, DONE],
  ],
  ['a request for a result', ATTACH, ['a', 2, 'inv_t', 5]],
])('sends %s, named by its entry', (_, command, message) => {
  const { commands, stream, sent } = setUp();
  commands.apply(stream, 2, command);
  expect(sent).toEqual([message]);
});

it.each([SIGNAL, COMPLETE, ATTACH])('touches the journal and the channel to the target: $type', (command) => {
  const { commands, stream } = setUp();
  expect(commands.footprint(stream, command)).toEqual({ reads: [], writes: ['journal:a', 'channel 3 to inv_t'] });
});

it.each(['sign_2AAAA', 'sign_1AAAA', ''])('the completion of what is no awakeable goes nowhere: %s', (awakeableId) => {
  const { commands, stream, sent } = setUp();
  const command: MessageCommand = { type: 'CompleteAwakeable', awakeableId, result: DONE };
  commands.apply(stream, 2, command);
  expect([sent, commands.footprint(stream, command).writes]).toEqual([[], ['journal:a']]);
});
