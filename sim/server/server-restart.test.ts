import { describe, expect, it } from 'vitest';
import { CONNECTION_LOST } from './ingress/request.ts';
import { bound } from './testing/bound.ts';
import { returning, ScriptedServer } from './testing/scripted-server.ts';

function scripted(): ScriptedServer {
  const retryPolicy = {
    initialIntervalMs: 100,
    maxIntervalMs: 100,
    exponentiationFactor: 1,
    maxAttempts: 3,
    onMaxAttempts: 'pause' as const,
  };
  const handlers = { quick: {}, hang: {}, sleep: {}, fails: { retryPolicy } };
  return new ScriptedServer([bound('object', 'O', handlers)], ({ handler, process: _process, journal }) => {
    switch (handler.name) {
      case 'hang':
        return [];
      case 'sleep': {
        const sleep = { type: 'Sleep', wakeUpMs: 1_767_225_601_000, name: '', completion: 1 } as const;
        if (journal.length > 2) return returning('woken');
        const begun = journal.length === 1 ? [{ type: 'command', command: sleep } as const] : [];
        return [...begun, { type: 'suspension', awaiting: { single: 'c1' } }];
      }
      case 'fails':
        return [{ type: 'error', error: { code: 500, message: 'boom' } }];
      default:
        return returning('done');
    }
  });
}

describe('Faults.restartServer', () => {
  it('breaks the connections of clients, and does not respond to them later', () => {
    const sim = scripted();
    const key: [string, string] = ['idempotency-key', 'i'];
    const [running, queued] = [sim.ask({ path: '/O/k/hang', headers: [key] }), sim.ask({ path: '/O/k/quick' })];
    sim.server.faults.restartServer();
    expect([running, queued]).toEqual([[CONNECTION_LOST], [CONNECTION_LOST]]);
    const again = sim.ask({ path: '/O/k/hang', headers: [key] });
    sim.server.admin.kill([...sim.server.invocations.keys()][0] ?? '');
    expect(again).toHaveLength(1);
    expect(running).toHaveLength(1);
  });

  it('starts a new attempt of what runs; the old code is a zombie and no failure is counted', () => {
    const sim = scripted();
    const id = sim.send('/O/k/hang');
    sim.server.faults.restartServer();
    sim.run();
    expect(sim.server.invocations.get(id)).toMatchObject({ status: 'running', attempts: 2, failures: 0 });
    expect(sim.events.filter((type) => type === 'zombie' || type === 'attempt failed')).toEqual(['zombie']);
  });

  it('retries at once, with a fresh budget', () => {
    const sim = scripted();
    const id = sim.send('/O/k/fails');
    sim.pass(100);
    expect(sim.server.invocations.get(id)).toMatchObject({ status: 'backing-off', failures: 2 });
    sim.server.faults.restartServer();
    sim.run();
    expect(sim.server.invocations.get(id)).toMatchObject({ status: 'backing-off', attempts: 3, failures: 1 });
  });

  it('forgets a request for a pause', () => {
    const sim = scripted();
    const id = sim.send('/O/k/hang');
    const invocation = sim.server.invocations.get(id);
    if (invocation !== undefined) invocation.pauseRequested = true;
    sim.server.faults.restartServer();
    expect(invocation?.pauseRequested).toBe(false);
  });

  it('leaves locks, inboxes, timers and suspended invocations as they are', () => {
    const sim = scripted();
    const [sleeping, queued] = [sim.send('/O/k/sleep'), sim.send('/O/k/quick')];
    const { introspection } = sim.server;
    sim.server.faults.restartServer();
    sim.run();
    expect(introspection.holder('O', 'k')).toBe(sleeping);
    expect(introspection.inbox('O', 'k')).toEqual([{ sequence_number: 0, id: queued }]);
    expect(introspection.statusOf(sleeping)).toBe('suspended');
    sim.pass(1_000);
    expect(introspection.statusOf(queued)).toBe('completed');
  });
});
