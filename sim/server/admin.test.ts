import { describe, expect, it } from 'vitest';
import { bound } from './testing/bound.ts';
import { bytes, returning, ScriptedServer } from './testing/scripted-server.ts';
import type { StatusText } from './introspection.ts';
import { decodeUtf8 } from '../core/utf8.ts';

// Answers and statuses were recorded on restate-server 1.7.12.

const UNKNOWN = 'inv_14GagNPEH2X66fEwACHYpswHIYb6jBeqjd';
const FOREVER_MS = 1_000_000;

function scripted(): ScriptedServer {
  const handlers = { quick: {}, hang: {}, sleep: {}, fails: {}, pauses: {} };
  const services = [
    bound('service', 'S', handlers),
    bound('object', 'O', {
      ...handlers,
      kept: { journalRetentionMs: 0, idempotencyRetentionMs: 0 },
      bare: { journalRetentionMs: 0 },
    }),
    bound('workflow', 'W', { run: {} }),
  ];
  return new ScriptedServer(services, ({ handler }) => {
    switch (handler.name) {
      case 'hang':
        return [];
      case 'sleep':
        return [
          { type: 'command', command: { type: 'Sleep', wakeUpMs: FOREVER_MS ** 3, name: '', completion: 1 } },
          { type: 'suspension', awaiting: { single: 'c1' } },
        ];
      case 'fails':
        return [{ type: 'error', error: { code: 500, message: 'boom' } }];
      case 'pauses':
        return [{ type: 'error', error: { code: 500, message: 'boom', behavior: 'pause' } }];
      default:
        return returning('done');
    }
  });
}

const begin: Readonly<Record<string, (sim: ScriptedServer) => string>> = {
  running: (sim) => sim.send('/S/hang'),
  suspended: (sim) => sim.send('/S/sleep'),
  'backing-off': (sim) => sim.send('/S/fails'),
  paused: (sim) => sim.send('/S/pauses'),
  scheduled: (sim) =>
    JSON.parse(decodeUtf8(sim.ask({ path: '/S/quick/send?delay=1d' })[0]?.body ?? new Uint8Array()))
      .invocationId as string,
  pending: (sim) => (sim.send('/O/k/hang'), sim.send('/O/k/quick')),
  completed: (sim) => sim.send('/S/quick'),
  workflow: (sim) => sim.send('/W/k/run'),
  'not retained': (sim) => sim.send('/O/k/kept'),
  malformed: () => 'foo',
  unknown: () => UNKNOWN,
};

const MISSING = "The requested invocation '<id>' does not exist";
const COMPLETED = "The invocation '<id>' was already completed.";
const INCOMPLETE = "The invocation '<id>' is not yet completed.";
const STILL = "The invocation '<id>' is still running.";
const NOT_STARTED = "The invocation '<id>' is either inboxed or scheduled, cannot be resumed.";
const NOT_RUNNING = "The invocation '<id>' is not running, cannot be paused.";
const EARLY = "The invocation '<id>' cannot be restarted because it's not running yet.";
const MALFORMED = "The request field 'invocation_id' is invalid. Reason: bad format";

type Operation = 'cancel' | 'kill' | 'pause' | 'resume' | 'purge' | 'restartAsNew';
type Row = readonly [
  from: string,
  operation: Operation,
  status: number,
  message: string | undefined,
  after: StatusText | undefined,
];

const rows: Row[] = [
  ['running', 'cancel', 202, undefined, 'running'],
  ['running', 'kill', 200, undefined, 'completed'],
  ['running', 'pause', 202, undefined, 'paused'],
  ['running', 'resume', 200, undefined, 'running'],
  ['running', 'purge', 409, INCOMPLETE, 'running'],
  ['running', 'restartAsNew', 409, STILL, 'running'],
  ['suspended', 'cancel', 202, undefined, 'suspended'],
  ['suspended', 'kill', 200, undefined, 'completed'],
  ['suspended', 'pause', 200, undefined, 'suspended'],
  ['suspended', 'resume', 200, undefined, 'suspended'],
  ['suspended', 'purge', 409, INCOMPLETE, 'suspended'],
  ['suspended', 'restartAsNew', 409, STILL, 'suspended'],
  ['backing-off', 'cancel', 202, undefined, 'backing-off'],
  ['backing-off', 'kill', 200, undefined, 'completed'],
  ['backing-off', 'pause', 202, undefined, 'paused'],
  ['backing-off', 'resume', 200, undefined, 'backing-off'],
  ['backing-off', 'purge', 409, INCOMPLETE, 'backing-off'],
  ['backing-off', 'restartAsNew', 409, STILL, 'backing-off'],
  ['paused', 'cancel', 202, undefined, 'paused'],
  ['paused', 'kill', 200, undefined, 'completed'],
  ['paused', 'pause', 200, undefined, 'paused'],
  ['paused', 'resume', 200, undefined, 'paused'],
  ['paused', 'purge', 409, INCOMPLETE, 'paused'],
  ['paused', 'restartAsNew', 409, STILL, 'paused'],
  ['scheduled', 'cancel', 200, undefined, undefined],
  ['scheduled', 'kill', 200, undefined, undefined],
  ['scheduled', 'pause', 409, NOT_RUNNING, 'scheduled'],
  ['scheduled', 'resume', 425, NOT_STARTED, 'scheduled'],
  ['scheduled', 'purge', 409, INCOMPLETE, 'scheduled'],
  ['scheduled', 'restartAsNew', 425, EARLY, 'scheduled'],
  ['pending', 'cancel', 200, undefined, undefined],
  ['pending', 'kill', 200, undefined, undefined],
  ['pending', 'pause', 409, NOT_RUNNING, 'pending'],
  ['pending', 'resume', 425, NOT_STARTED, 'pending'],
  ['pending', 'purge', 409, INCOMPLETE, 'pending'],
  ['pending', 'restartAsNew', 425, EARLY, 'pending'],
  ['completed', 'cancel', 409, COMPLETED, 'completed'],
  ['completed', 'kill', 409, COMPLETED, 'completed'],
  ['completed', 'pause', 409, NOT_RUNNING, 'completed'],
  ['completed', 'resume', 409, "The invocation '<id>' is completed, cannot be resumed.", 'completed'],
  ['completed', 'purge', 200, undefined, undefined],
  ['completed', 'restartAsNew', 200, undefined, 'completed'],
  [
    'workflow',
    'restartAsNew',
    422,
    "Restarting the invocation '<id>' is not supported. Restarting workflows is not supported, and restarting invocations created using the old service protocol.",
    'completed',
  ],
  ...(['cancel', 'kill', 'pause', 'resume', 'purge', 'restartAsNew'] as const).flatMap((operation): Row[] => [
    ['not retained', operation, 404, MISSING, undefined],
    ['unknown', operation, 404, MISSING, undefined],
    ['malformed', operation, 400, MALFORMED, undefined],
  ]),
];

describe('Admin', () => {
  it.each(rows)('%s: %s answers %i', (from, operation, status, message, after) => {
    const sim = scripted();
    const id = begin[from]?.(sim) ?? '';
    const answer = sim.server.admin[operation](id);
    sim.run();
    expect(answer.status).toBe(status);
    expect(answer.body?.['message']).toBe(message?.replace('<id>', id));
    expect(sim.server.introspection.statusOf(id)).toBe(after);
  });

  it('starts what it resumes, with a fresh retry budget', () => {
    const sim = scripted();
    const id = begin['paused']?.(sim) ?? '';
    sim.server.admin.resume(id);
    sim.run();
    expect(sim.events.filter((type) => type === 'attempt started')).toHaveLength(2);
  });

  it('starts what waits for a retry, with the same retry budget', () => {
    const sim = scripted();
    const id = begin['backing-off']?.(sim) ?? '';
    sim.server.admin.resume(id);
    sim.run();
    expect(sim.server.invocations.get(id)).toMatchObject({ attempts: 2, failures: 2 });
  });

  it('restarts as a new invocation, with the same input and without the idempotency key', () => {
    const sim = scripted();
    sim.ask({
      path: '/O/k/quick',
      headers: [
        ['idempotency-key', 'i'],
        ['content-type', 'application/json'],
      ],
      body: bytes('1'),
    });
    const [old] = sim.server.invocations.values();
    const answers = [1, 2].map(() => sim.server.admin.restartAsNew(old?.id ?? ''));
    sim.run();
    const ids = answers.map(({ body }) => String(body?.['new_invocation_id']));
    expect(new Set([old?.id, ...ids]).size).toBe(3);
    expect(ids.map((id) => sim.server.introspection.invocation(id))).toEqual([
      expect.objectContaining({
        address: 'op1~1',
        target: 'O/k/quick',
        idempotency_key: undefined,
        restarted_from: old?.id,
      }),
      expect.objectContaining({ address: 'op1~2', status: 'completed' }),
    ]);
    expect(sim.server.invocations.get(ids[0] ?? '')?.origin).toMatchObject({
      input: bytes('1'),
      headers: old?.origin.headers,
    });
  });

  it('cannot restart an invocation whose journal was not retained', () => {
    const sim = scripted();
    expect(sim.server.admin.restartAsNew(sim.send('/O/k/bare')).status).toBe(410);
  });

  it('deletes with 202 whether or not it has an effect', () => {
    const sim = scripted();
    expect(sim.server.admin.delete(UNKNOWN)).toEqual({ status: 202, body: undefined });
    expect(sim.server.admin.delete('foo').status).toBe(400);
  });

  it('lets a purged workflow run again, without its former state', () => {
    const sim = scripted();
    const id = sim.send('/W/k/run');
    sim.server.keys.of('W', 'k').state.set('a', bytes('1'));
    sim.server.admin.purge(id);
    expect(sim.server.introspection.state('W', 'k').size).toBe(0);
    expect(sim.send('/W/k/run')).toBe(id);
  });
});

describe('Admin.setState', () => {
  const some = new Map([['v', bytes('100')]]);

  it.each([
    ['S', some, 400, 'Cannot modify state for service type Service'],
    ['S', new Map(), 400, 'Cannot modify state for service type Service'],
    ['Nope', some, 404, "The requested service 'Nope' does not exist"],
    ['Nope', new Map(), 202, undefined],
    ['O', some, 202, undefined],
    ['W', some, 202, undefined],
  ])('of %s with %o answers %i', (service, state, status, message) => {
    const { status: given, body } = scripted().server.admin.setState(service, 'k', state);
    expect([given, body?.['message']]).toEqual([status, message]);
  });

  it('replaces the whole state when it is first in the inbox', () => {
    const sim = scripted();
    const { admin, introspection } = sim.server;
    sim.server.keys.of('O', 'k').state.set('old', bytes('1'));
    const holder = sim.send('/O/k/hang');
    admin.setState('O', 'k', some);
    expect(introspection.inbox('O', 'k')).toEqual([{ sequence_number: 0, id: undefined }]);
    expect([...introspection.state('O', 'k').keys()]).toEqual(['old']);
    admin.kill(holder);
    expect(introspection.state('O', 'k')).toEqual(some);
  });

  it('does nothing when the version has changed, and responds with 202', () => {
    const sim = scripted();
    const { admin, introspection } = sim.server;
    const key = sim.server.keys.of('O', 'k');
    const empty = key.state.version();
    expect(admin.setState('O', 'k', some, empty).status).toBe(202);
    expect(admin.setState('O', 'k', new Map(), empty).status).toBe(202);
    expect(introspection.state('O', 'k')).toEqual(some);
  });

  it.each([
    [[], '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'],
    [[['name', 'bob']], 'tDqA04Lj3_qJ-PgNPTecXDGZgpwy6jm2Ni2BYqJIthM'],
    [
      [
        ['b', 'bbb'],
        ['a', 'aaa'],
      ],
      'RVM17P6x18Wp-JnzQ01BzmqCvhAunTOQI_az6Px3Zyk',
    ],
  ] as const)('names versions as the server does: %j', (entries, version) => {
    const { server } = scripted();
    const key = server.keys.of('O', 'k');
    for (const [name, value] of entries) key.state.set(name, bytes(value));
    expect(key.state.version()).toBe(version);
  });
});
