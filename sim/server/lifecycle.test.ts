import { expect, it } from 'vitest';
import { bound } from './testing/bound.ts';
import { returning, ScriptedServer } from './testing/scripted-server.ts';

const WAKE_UP_MS = 1_767_225_601_000;

/** Handlers that sleep until the same moment, so that their timers are due at once. */
function sleepers(): ScriptedServer {
  return new ScriptedServer([bound('object', 'O', { nap: {}, hang: {} })], ({ handler, journal }) => {
    if (handler.name === 'hang') return [];
    if (journal.length > 2) return returning('woken');
    const sleep = { type: 'Sleep', wakeUpMs: WAKE_UP_MS, name: '', completion: 1 } as const;
    const begun = journal.length === 1 ? [{ type: 'command', command: sleep } as const] : [];
    return [...begun, { type: 'suspension', awaiting: { single: 'c1' } }];
  });
}

it('a sleeping invocation that is killed in the moment in which it and others wake up leaves the others', () => {
  const sim = sleepers();
  const [killed, other] = [sim.send('/O/a/nap'), sim.send('/O/b/nap')];
  const { admin, introspection, world } = sim.server;
  world.clock.advanceTo(WAKE_UP_MS);
  admin.kill(killed);
  sim.run();
  expect(introspection.invocation(killed)?.completion_failure).toBe('[409] killed');
  expect(introspection.invocation(other)?.completion_result).toBe('success');
  expect(sim.events.filter((type) => type === 'timer fired')).toHaveLength(1);
});

it('a delayed request that is cancelled in the moment in which it is due leaves no record and does not start', () => {
  const sim = sleepers();
  const id = sim.send('/O/a/hang');
  const response = sim.ask({ path: '/O/a/nap/send?delay=1s' })[0];
  const { invocationId } = JSON.parse(new TextDecoder().decode(response?.body)) as { invocationId: string };
  const { admin, introspection, world } = sim.server;
  world.clock.advanceTo(world.clock.now + 1_000);
  expect(admin.cancel(invocationId).status).toBe(200);
  sim.run();
  expect([introspection.statusOf(invocationId), introspection.inbox('O', 'a')]).toEqual([undefined, []]);
  expect(introspection.holder('O', 'a')).toBe(id);
});
