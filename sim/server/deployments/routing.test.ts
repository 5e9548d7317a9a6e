/**
 * Goal: an invocation is pinned by what is stored, in the moment in which it is stored, and by nothing else. Method: a scripted
 * service in two versions; the second is registered, and the first or the second removed, between two steps of an attempt.
 */
import { describe, expect, it } from 'vitest';
import type { AttemptMessage } from '../../attempt/attempt.ts';
import type { BoundService, RetryPolicy } from '../../attempt/definition.ts';
import { bound, DEFAULT_OPTIONS, type Declared } from '../testing/bound.ts';
import { endpointOf, returning, ScriptedServer, URI as A } from '../testing/scripted-server.ts';

const B = 'http://b:9080/';

const SET: AttemptMessage = { type: 'command', command: { type: 'Run', name: 'r', completion: 1 } };
const RESULT: AttemptMessage = { type: 'proposal', completion: 1, result: { ok: new Uint8Array() } };
const SIGNAL: AttemptMessage = { type: 'suspension', awaiting: { single: 's17' } };
const FAILURE: AttemptMessage = { type: 'error', error: { code: 500, message: 'boom' } };

const POLICY: RetryPolicy = {
  initialIntervalMs: 1_000,
  maxIntervalMs: 1_000,
  exponentiationFactor: 1,
  maxAttempts: 5,
  onMaxAttempts: 'pause',
};

/** The versions of a handler differ in an option that nothing here looks at. */
function services(
  version: number,
  policy: Partial<RetryPolicy> = {},
  names: readonly string[] = ['go'],
): BoundService[] {
  const declared: Declared[string] = { workflowRetentionMs: version, retryPolicy: { ...POLICY, ...policy } };
  return [bound('object', 'O', Object.fromEntries(names.map((name) => [name, declared])))];
}

/** A server with version 1 of an object, whose attempts send the same messages in both versions. */
class Upgrading {
  readonly versions: number[] = [];
  readonly scripted: ScriptedServer;

  /** @param policy of the first version */
  constructor(messages: readonly AttemptMessage[], policy: Partial<RetryPolicy> = {}, names?: readonly string[]) {
    this.scripted = new ScriptedServer(services(1, policy, names), ({ handler }) => {
      this.versions.push(handler.options.workflowRetentionMs);
      return messages;
    });
  }

  /** Sends to the key `k`; the steps that follow are left to the test. */
  send(handler: string = 'go'): string {
    const { ingress, world, invocations } = this.scripted.server;
    const name = `op${invocations.size}`;
    const body = new Uint8Array();
    ingress.handle(name, { method: 'POST', path: `/O/k/${handler}/send`, headers: [], body }, () => undefined);
    expect(world.trace.events.at(-1)?.type).toBeDefined();
    return [...invocations.keys()].at(-1) ?? '';
  }

  /** Takes steps up to the one with this name, and that one. */
  upTo(step: string): void {
    const { world } = this.scripted;
    for (;;) {
      const [next = ''] = world.steps;
      world.take();
      if (next.endsWith(step)) return;
    }
  }

  deploy(policy: Partial<RetryPolicy> = {}, names?: readonly string[]): void {
    this.scripted.server.endpoints.listen(B, endpointOf(services(2, policy, names)));
    this.scripted.server.admin.register(B);
  }

  remove(uri: string): void {
    const { admin, deployments } = this.scripted.server;
    admin.removeDeployment(deployments.at(uri)?.id ?? '', { force: true });
  }

  /** The URI of the deployment to which an invocation is pinned. */
  pin(id: string): string | undefined {
    const { invocations, deployments } = this.scripted.server;
    const pinned = invocations.get(id)?.pinned?.deployment;
    return pinned === undefined ? undefined : (deployments.byId(pinned)?.uri ?? 'removed');
  }

  failures(id: string): string[] {
    const rows = this.scripted.server.introspection.troublesOf(id);
    return rows.map(({ event_type, restate_doc_error_code: code = '' }) => {
      return event_type === 'Paused' ? `Paused ${code}`.trim() : code;
    });
  }
}

describe('an attempt that has sent a command', () => {
  it('pins its invocation when that is stored, and to its own deployment, although another is the latest by then', () => {
    const upgrade = new Upgrading([SET, FAILURE]);
    const id = upgrade.send();
    upgrade.upTo('start');
    upgrade.deploy();
    expect(upgrade.pin(id)).toBeUndefined();
    upgrade.upTo('append 1 Run');
    expect(upgrade.pin(id)).toBe(A);
    upgrade.scripted.run();
    upgrade.scripted.pass(1_000);
    expect(upgrade.versions).toEqual([1, 1]);
  });

  it('pins nothing when its connection breaks before that is stored', () => {
    const upgrade = new Upgrading([SET, FAILURE]);
    const id = upgrade.send();
    upgrade.upTo('start');
    upgrade.deploy();
    const [stream] = upgrade.scripted.server.streams.open;
    if (stream !== undefined) upgrade.scripted.server.faults.loseConnection(stream);
    upgrade.scripted.pass(1_000);
    expect([upgrade.versions, upgrade.pin(id)]).toEqual([[1, 2], B]);
  });

  it('pins it between the storing of the command and the suspension', () => {
    const upgrade = new Upgrading([SET, RESULT, SIGNAL]);
    const id = upgrade.send();
    upgrade.upTo('append 1 Run');
    upgrade.deploy();
    upgrade.upTo('suspension');
    expect([upgrade.pin(id), upgrade.scripted.server.introspection.statusOf(id)]).toEqual([A, 'suspended']);
    upgrade.scripted.server.admin.resume(id);
    upgrade.scripted.run();
    expect(upgrade.versions).toEqual([1, 1]);
  });
});

describe('an attempt that has stored nothing', () => {
  it('pins nothing by its start, its suspension, a signal or its error', () => {
    const upgrade = new Upgrading([SIGNAL]);
    const id = upgrade.send();
    upgrade.scripted.run();
    upgrade.deploy();
    expect([upgrade.pin(id), upgrade.versions]).toEqual([undefined, [1]]);
    const { signals } = upgrade.scripted.server;
    signals.deliver('test', id, { index: 17 }, { ok: new Uint8Array() });
    upgrade.scripted.run();
    expect([upgrade.versions.slice(0, 2), upgrade.pin(id)]).toEqual([[1, 2], undefined]);
  });

  it('on a deployment that is removed meanwhile pins its invocation to it by what it stores then', () => {
    const upgrade = new Upgrading([SET, FAILURE]);
    upgrade.deploy();
    const id = upgrade.send();
    upgrade.upTo('start');
    upgrade.remove(B);
    upgrade.scripted.run();
    expect([upgrade.versions, upgrade.pin(id)]).toEqual([[2], 'removed']);
    upgrade.scripted.pass(1_000);
    expect([upgrade.versions, upgrade.failures(id)]).toEqual([[2], ['RT0007', 'RT0011']]);
  });

  it('is followed by one on the deployment that is the latest again', () => {
    const upgrade = new Upgrading([FAILURE]);
    const id = upgrade.send();
    upgrade.scripted.run();
    upgrade.deploy();
    upgrade.scripted.pass(1_000);
    upgrade.remove(B);
    upgrade.scripted.pass(1_000);
    expect([upgrade.versions, upgrade.pin(id)]).toEqual([[1, 2, 1], undefined]);
  });
});

describe('the process behind a deployment', () => {
  it('is the one that listens at the URI of the deployment when the attempt starts', () => {
    const upgrade = new Upgrading([SET, FAILURE]);
    const { endpoints, admin, deployments } = upgrade.scripted.server;
    const id = upgrade.send();
    upgrade.scripted.run();
    endpoints.listen(B, endpointOf(services(2)));
    admin.updateDeployment(deployments.at(A)?.id ?? '', { uri: B });
    expect(upgrade.pin(id)).toBe(B);
    upgrade.scripted.pass(1_000);
    endpoints.listen(B, endpointOf(services(3)));
    upgrade.scripted.pass(1_000);
    expect(upgrade.versions).toEqual([1, 2, 3]);
  });

  it('that has a handler no longer fails the attempt without its code, and no later one starts where that is the last', () => {
    const upgrade = new Upgrading([SET, FAILURE], { maxAttempts: 2 });
    const id = upgrade.send();
    const behind = upgrade.send();
    upgrade.scripted.server.endpoints.listen(A, endpointOf(services(1, {}, ['other'])));
    upgrade.scripted.run();
    expect([upgrade.versions, upgrade.failures(id)]).toEqual([[], ['RT0012']]);
    upgrade.scripted.pass(2_000);
    const { introspection } = upgrade.scripted.server;
    expect([upgrade.failures(id), introspection.statusOf(id), introspection.statusOf(behind)]).toEqual([
      ['RT0012', 'Paused RT0012'],
      'paused',
      'pending',
    ]);
  });

  it('that has no handler ends the invocation where its policy says so, and frees the key', () => {
    const upgrade = new Upgrading(returning(1), { maxAttempts: 1, onMaxAttempts: 'kill' }, ['go', 'other']);
    const id = upgrade.send();
    const behind = upgrade.send('other');
    upgrade.scripted.server.endpoints.listen(A, endpointOf(services(1, {}, ['other'])));
    const start = upgrade.scripted.world.agenda.at(0);
    expect(start.footprint.writes).toEqual(expect.arrayContaining(['lock:O/k', 'inbox:O/k']));
    upgrade.scripted.run();
    expect(upgrade.scripted.server.invocations.get(id)?.result).toEqual({
      failure: { code: 500, message: 'unexpected http status code: 404 Not Found' },
    });
    expect(upgrade.scripted.server.introspection.statusOf(behind)).toBe('completed');
  });
});

describe('the retry policy', () => {
  it('is that of the deployment of each attempt, and the attempts before count', () => {
    const upgrade = new Upgrading([FAILURE], { maxAttempts: 5 });
    const id = upgrade.send();
    upgrade.scripted.run();
    upgrade.deploy({ maxAttempts: 2 });
    upgrade.scripted.pass(5_000);
    expect([upgrade.versions, upgrade.scripted.server.introspection.statusOf(id)]).toEqual([[1, 2], 'paused']);
  });

  it('stays as it was looked up until the budget is renewed, when the same deployment is registered again', () => {
    const upgrade = new Upgrading([FAILURE], { maxAttempts: 2 });
    const { server } = upgrade.scripted;
    const id = upgrade.send();
    upgrade.scripted.run();
    server.endpoints.listen(A, endpointOf(services(1, { maxAttempts: 4 })));
    server.admin.register(A, { force: true });
    upgrade.scripted.pass(9_000);
    expect(upgrade.versions).toHaveLength(2);
    server.admin.resume(id);
    upgrade.scripted.run();
    upgrade.scripted.pass(9_000);
    expect(upgrade.versions).toHaveLength(2 + 4);
  });

  it('of a handler that the deployment does not have is that of its service there', () => {
    const upgrade = new Upgrading(returning(1), {}, ['go', 'gone']);
    const id = upgrade.send('gone');
    upgrade.deploy();
    upgrade.scripted.run();
    const invocation = upgrade.scripted.server.invocations.get(id);
    expect([upgrade.failures(id), invocation?.retryPolicy]).toEqual([['RT0012'], DEFAULT_OPTIONS.retryPolicy]);
  });

  it('is the default one where no deployment has the service', () => {
    const upgrade = new Upgrading(returning(1), { maxAttempts: 1 });
    const id = upgrade.send();
    upgrade.remove(A);
    upgrade.scripted.run();
    const invocation = upgrade.scripted.server.invocations.get(id);
    expect([upgrade.failures(id), invocation?.retryPolicy.maxAttempts]).toEqual([['RT0011'], 70]);
  });

  it('is that of the latest where the own deployment was removed', () => {
    const upgrade = new Upgrading([SET, SIGNAL]);
    const id = upgrade.send();
    upgrade.scripted.run();
    upgrade.deploy({ maxAttempts: 1 });
    upgrade.remove(A);
    upgrade.scripted.server.admin.resume(id);
    upgrade.scripted.run();
    expect([upgrade.failures(id), upgrade.versions]).toEqual([['Paused RT0011'], [1]]);
  });
});

describe('what a request was accepted as', () => {
  it('stays: of exclusive calls that are queued, each waits for its key although the latest has it shared', () => {
    const upgrade = new Upgrading([SIGNAL]);
    const [holder, queued] = [upgrade.send(), upgrade.send()];
    upgrade.scripted.run();
    const { server } = upgrade.scripted;
    const shared = bound('object', 'O', { go: { kind: 'SHARED', workflowRetentionMs: 2, retryPolicy: POLICY } });
    server.endpoints.listen(B, endpointOf([shared]));
    server.admin.register(B);
    const fresh = upgrade.send();
    upgrade.scripted.run();
    const status = (id: string) => server.introspection.statusOf(id);
    expect([status(holder), status(queued), status(fresh)]).toEqual(['suspended', 'pending', 'suspended']);
    server.admin.kill(holder);
    upgrade.scripted.run();
    expect([status(queued), server.introspection.holder('O', 'k')]).toEqual(['suspended', queued]);
  });
});
