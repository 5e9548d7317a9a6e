import { describe, expect, it } from 'vitest';
import type { HandlerKind } from '../../attempt/definition.ts';
import { encodeUtf8 } from '../../core/utf8.ts';
import type { NotificationResult } from '../../journal/notification.ts';
import { invoked, keyOfS } from '../testing/invocations.ts';
import { streamOf } from '../testing/stream-of.ts';
import { TestWorld } from '../testing/test-world.ts';
import { StateCommands } from './state-commands.ts';

const ONE = encodeUtf8('1');
const SET = { type: 'SetState', key: 'x', value: ONE } as const;
const CLEAR = { type: 'ClearState', key: 'x' } as const;
const CLEAR_ALL = { type: 'ClearAllState' } as const;
const GET = { type: 'GetLazyState', key: 'x', completion: 4 } as const;
const KEYS = { type: 'GetLazyStateKeys', completion: 5 } as const;
const EAGER = { type: 'GetEagerState', key: 'x', value: ONE } as const;

function setUp(kind: HandlerKind = 'EXCLUSIVE') {
  const objectKey = keyOfS();
  const { stream } = streamOf(new TestWorld(), invoked('a', kind === 'SERVICE' ? {} : { objectKey, kind }));
  const completed: [completion: number, result: NotificationResult][] = [];
  const commands = new StateCommands({
    appendCompletion: (_invocation, _of, completion, result) => void completed.push([completion, result]),
  });
  return { commands, stream, objectKey, completed };
}

describe('a command of state', () => {
  it('changes the state of the key at once, and the next read sees it', () => {
    const { commands, stream, completed } = setUp();
    for (const command of [GET, SET, GET, KEYS, CLEAR, GET, KEYS]) commands.apply(stream, 1, command);
    expect(completed).toEqual([
      [4, 'empty'],
      [4, { ok: ONE }],
      [5, { stateKeys: ['x'] }],
      [4, 'empty'],
      [5, { stateKeys: [] }],
    ]);
  });

  it('that clears all leaves nothing', () => {
    const { commands, stream, objectKey } = setUp();
    commands.apply(stream, 1, SET);
    commands.apply(stream, 2, { ...SET, key: 'y' });
    commands.apply(stream, 3, CLEAR_ALL);
    expect(objectKey.state.keys()).toEqual([]);
  });

  it('that the attempt answers from its snapshot gets no result', () => {
    const { commands, stream, completed } = setUp();
    commands.apply(stream, 1, EAGER);
    commands.apply(stream, 2, { type: 'GetEagerStateKeys', keys: [] });
    expect(completed).toEqual([]);
  });

  it.each([
    ['a write', SET, [], ['journal:a', 'state:S/k/x']],
    ['a clear', CLEAR, [], ['journal:a', 'state:S/k/x']],
    ['a clear of all', CLEAR_ALL, [], ['journal:a', 'state:S/k/*']],
    ['a read', GET, ['state:S/k/x'], ['journal:a']],
    ['a read of all keys', KEYS, ['state:S/k/*'], ['journal:a']],
    ['a read from the snapshot', EAGER, [], ['journal:a']],
  ])('touches what it reads and writes: %s', (_, command, reads, writes) => {
    const { commands, stream } = setUp();
    expect(commands.footprint(stream, command)).toEqual({ reads, writes });
  });
});

describe('the server', () => {
  it('lets only handlers that have the key to themselves write', () => {
    const refusals = (kind: HandlerKind) => {
      const { commands, stream } = setUp(kind);
      return [SET, CLEAR, CLEAR_ALL, GET].map((command) => commands.refusal(stream, command)?.message);
    };
    expect(refusals('EXCLUSIVE')).toEqual([undefined, undefined, undefined, undefined]);
    expect(refusals('WORKFLOW')).toEqual([undefined, undefined, undefined, undefined]);
    const cannot = expect.stringContaining('this handler type cannot write state');
    expect(refusals('SHARED')).toEqual([cannot, cannot, cannot, undefined]);
    const without = expect.stringContaining("this service type doesn't have state access");
    expect(refusals('SERVICE')).toEqual([without, without, without, without]);
  });

  it('names the command that it refuses, and its index among the commands', () => {
    const { commands, stream } = setUp('SHARED');
    stream.invocation.journal.push({
      kind: 'notification',
      notification: { type: 'signal', signal: { index: 17 }, result: 'empty' },
      appendedAtMs: 0,
    });
    expect(commands.refusal(stream, SET)?.message).toMatch(
      /^cannot process command Command: SetState \(command index 1\)/,
    );
  });
});
