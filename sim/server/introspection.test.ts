import { describe, expect, it } from 'vitest';
import type { AttemptMessage } from '../attempt/attempt.ts';
import type { Command } from '../journal/command.ts';
import { bound } from './testing/bound.ts';
import { bytes, ending, failing, ScriptedServer } from './testing/scripted-server.ts';

const command = (said: Command): AttemptMessage => ({ type: 'command', command: said });

function scripted(): ScriptedServer {
  const services = [bound('workflow', 'W', { run: {}, ask: {} }), bound('service', 'S', { fails: {}, no: {} })];
  return new ScriptedServer(services, ({ handler }) => {
    if (handler.name === 'fails') return [{ type: 'error', error: { code: 570, message: 'other command' } }];
    if (handler.name === 'no') return failing(432, 'zz');
    return [
      command({ type: 'SetState', key: 'q', value: bytes('1') }),
      command({ type: 'GetEagerState', key: 'zz', value: undefined }),
      command({ type: 'GetLazyStateKeys', completion: 1 }),
      command({ type: 'Run', name: 'charge', completion: 2 }),
      { type: 'proposal', completion: 2, result: { ok: bytes('5') } },
      command({ type: 'CompletePromise', key: 'p', result: { failure: { code: 500, message: 'no' } }, completion: 3 }),
      ...ending({ ok: bytes('7') }),
    ];
  });
}

describe('Introspection', () => {
  it('shows a journal as sys_journal does', () => {
    const sim = scripted();
    const rows = sim.server.introspection.journalOf(sim.send('/W/k/run'));
    expect(rows.map(({ index, entry_type, name }) => [index, entry_type, name])).toEqual([
      [0, 'Command: Input', ''],
      [1, 'Command: SetState', ''],
      [2, 'Command: GetEagerState', ''],
      [3, 'Command: GetLazyStateKeys', ''],
      [4, 'Notification: GetLazyStateKeys', undefined],
      [5, 'Command: Run', 'charge'],
      [6, 'Notification: Run', undefined],
      [7, 'Command: CompletePromise', ''],
      [8, 'Notification: CompletePromise', undefined],
      [9, 'Command: Output', ''],
    ]);
    expect(rows[1]).toMatchObject({
      version: 2,
      appended_at: '2026-01-01T00:00:00.000Z',
      entry_json: { Command: { SetState: { key: 'q', value: [49], name: '' } } },
    });
    expect([2, 4, 6, 7, 8, 9].map((index) => rows[index]?.entry_json)).toEqual([
      { Command: { GetEagerState: { key: 'zz', result: 'Void', name: '' } } },
      { Notification: { Completion: { GetLazyStateKeys: { completion_id: 1, state_keys: ['q'] } } } },
      { Notification: { Completion: { Run: { completion_id: 2, result: { Success: [53] } } } } },
      {
        Command: {
          CompletePromise: { key: 'p', value: { Failure: { code: 500, message: 'no' } }, completion_id: 3, name: '' },
        },
      },
      { Notification: { Completion: { CompletePromise: { completion_id: 3, result: 'Void' } } } },
      { Command: { Output: { result: { Success: [55] }, name: '' } } },
    ]);
  });

  it('shows an invocation as sys_invocation does', () => {
    const sim = scripted();
    const { introspection } = sim.server;
    expect(introspection.invocation(sim.send('/W/k/run'))).toMatchObject({
      target: 'W/k/run',
      target_service_ty: 'workflow',
      invoked_by: 'ingress',
      status: 'completed',
      completion_result: 'success',
      journal_size: 10,
      journal_commands_size: 7,
      retry_count: undefined,
    });
    expect(introspection.invocation(sim.send('/S/no'))).toMatchObject({
      completion_result: 'failure',
      completion_failure: '[432] zz',
    });
  });

  it('shows the state of a retry, and the last failure', () => {
    const sim = scripted();
    const id = sim.send('/S/fails');
    sim.pass(500);
    expect(sim.server.introspection.invocation(id)).toMatchObject({
      status: 'backing-off',
      retry_count: 2,
      next_retry_at: '2026-01-01T00:00:01.500Z',
      last_failure: 'other command',
      last_failure_error_code: 'RT0016',
    });
    sim.server.admin.pause(id);
    const troubles = sim.server.introspection.troublesOf(id);
    expect(troubles.map((row) => [row.event_type, row.restate_doc_error_code])).toEqual([
      ['TransientError', 'RT0016'],
      ['Paused', 'RT0016'],
    ]);
    expect(sim.server.introspection.invocation(id)).toMatchObject({
      status: 'paused',
      retry_count: 2,
      next_retry_at: '2026-01-01T00:00:01.500Z',
      last_failure: 'other command',
      last_failure_error_code: 'RT0016',
    });
    sim.server.admin.resume(id);
    sim.run();
    expect(sim.server.introspection.invocation(id)).toMatchObject({ status: 'backing-off', retry_count: 3 });
    sim.server.admin.pause(id);
    sim.server.faults.restartServer();
    expect(sim.server.introspection.invocation(id)).toMatchObject({
      status: 'paused',
      retry_count: undefined,
      next_retry_at: undefined,
      last_failure: undefined,
    });
  });

  it('shows promises and state', () => {
    const sim = scripted();
    sim.send('/W/k/run');
    expect(sim.server.introspection.promises('W', 'k')).toEqual([
      { key: 'p', completed: true, completion_success_value: undefined, completion_failure: '[500] no' },
    ]);
    expect(sim.server.introspection.state('W', 'k')).toEqual(new Map([['q', bytes('1')]]));
  });
});
