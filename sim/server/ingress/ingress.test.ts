import { describe, expect, it } from 'vitest';
import { awakeableId } from '../../journal/awakeable-id.ts';
import { bytes, text } from '../testing/scripted-server.ts';
import {
  failure,
  INGRESS,
  INVOCATION,
  JSON_TYPE,
  jsonRequest,
  refusal,
  scripted,
  shown,
  UNKNOWN,
} from './testing/services.ts';

describe('Ingress', () => {
  it('refuses a body above 32 MiB in plain text, for every path', () => {
    const [answer] = scripted().ask({ path: '/nowhere', body: new Uint8Array(32 * 1024 * 1024 + 1) });
    expect(shown(answer)).toEqual({
      status: 413,
      body: 'length limit exceeded',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
  });

  it('responds to an informational status with an empty 500', () => {
    expect(scripted().ask({ path: '/S/code150' })[0]).toEqual({
      status: 500,
      headers: {},
      body: bytes(''),
      transport: { isLast: true },
    });
  });

  it('lists its services', () => {
    expect(text(scripted().ask({ method: 'GET', path: '/restate/health' })[0]?.body)).toBe(
      '{"services":["S","O","W"]}',
    );
  });

  it('passes headers on in lower case, the first of equal names, after the path of the request', () => {
    const sim = scripted();
    const headers: [string, string][] = [
      ['X-Foo', 'a'],
      ['x-foo', 'b'],
      ['Host', 'h'],
      ['Connection', 'close'],
      ['Idempotency-Key', 'i'],
      ['cookie', 'c'],
      ['X-Restate-Ingress-Path', '/x'],
    ];
    sim.ask({ path: '/S/undef?x=1&y', headers });
    const [invocation] = sim.server.invocations.values();
    expect(invocation?.origin.headers).toEqual([
      { key: 'x-restate-ingress-path', value: '/S/undef?x=1&y' },
      { key: 'x-foo', value: 'a' },
      { key: 'cookie', value: 'c' },
      { key: 'x-restate-ingress-path', value: '/x' },
    ]);
  });

  it('gives every plain request a key of its own, so that its result can be attached to for a day', () => {
    const sim = scripted();
    const ids = [sim.ask(jsonRequest('/S/echo', '1')), sim.ask(jsonRequest('/S/echo', '1'))].map(
      ([answer]) => answer?.headers['x-restate-id'],
    );
    expect(new Set(ids).size).toBe(2);
    const [attached] = sim.ask({ method: 'GET', path: `/restate/attach/${ids[0]}` });
    expect(attached?.headers).toEqual({
      'x-restate-id': ids[0],
      'content-type': 'application/json',
      'idempotency-expires': '2026-01-02T00:00:00+00:00',
    });
  });

  it('gives requests to shared handlers of workflows no key', () => {
    const sim = scripted();
    sim.ask(jsonRequest('/W/k/ask', '1'));
    expect([...sim.server.invocations.values()].map(({ origin }) => origin.idempotencyKey)).toEqual([undefined]);
  });
});

describe('sends', () => {
  it('are accepted once per idempotency key', () => {
    const sim = scripted();
    const asked = { path: '/S/echo/send', headers: [['idempotency-key', 'k'] as const] };
    const [first, second] = [sim.ask(asked)[0], sim.ask(asked)[0]];
    const id = first?.headers['x-restate-id'];
    expect(first).toMatchObject({ status: 202, headers: { 'content-type': 'application/json' } });
    expect(text(first?.body)).toBe(`{"invocationId":"${id}","status":"Accepted"}`);
    expect(text(second?.body)).toBe(`{"invocationId":"${id}","status":"PreviouslyAccepted"}`);
  });

  it.each([
    ['PT1M', 60_000, '2026-01-01T00:01:00.000000000Z'],
    ['10s', 10_000, '2026-01-01T00:00:10.000000000Z'],
    ['1500ms', 1_500, '2026-01-01T00:00:01.500000000Z'],
    ['0', 0, '2026-01-01T00:00:00.000000000Z'],
  ])('with delay %s wait in the schedule', (delay, delayMs, time) => {
    const sim = scripted();
    const [answer] = sim.ask({ path: `/S/echo/send?delay=${delay}` });
    expect(JSON.parse(text(answer?.body))).toMatchObject({ executionTime: time, status: 'Accepted' });
    expect(sim.server.introspection.invocations()[0]?.status).toBe('scheduled');
    sim.pass(delayMs);
    expect(sim.server.introspection.invocations()[0]?.status).toBe('completed');
  });

  it('keep the first execution time, and report it while they wait', () => {
    const sim = scripted();
    const ask = (delay: string) => sim.ask({ path: `/S/echo/send${delay}`, headers: [['idempotency-key', 'k']] })[0];
    const times = ['?delay=5s', '?delay=9s', ''].map(
      (delay) => (JSON.parse(text(ask(delay)?.body)) as { executionTime?: string }).executionTime,
    );
    expect(new Set(times)).toEqual(new Set(['2026-01-01T00:00:05.000000000Z']));
    sim.pass(5_000);
    expect(text(ask('?delay=9s')?.body)).toMatch(/^\{"invocationId":"\w+","status":"PreviouslyAccepted"\}$/);
  });
});

describe('idempotent calls', () => {
  const key: [string, string] = ['idempotency-key', 'k'];

  it('get the result of the first, and how long it is kept', () => {
    const sim = scripted();
    const [first] = sim.ask({ path: '/S/echo', headers: [JSON_TYPE, key], body: bytes('1') });
    sim.pass(1_500);
    const [second] = sim.ask({ path: '/S/echo', headers: [JSON_TYPE, key], body: bytes('2') });
    expect(text(second?.body)).toBe('1');
    expect(first?.headers).not.toHaveProperty('idempotency-expires');
    expect(second?.headers).toEqual({ ...first?.headers, 'idempotency-expires': '2026-01-02T00:00:00+00:00' });
  });

  it('wait for the first together', () => {
    const sim = scripted();
    const both = [sim.ask({ path: '/S/hang', headers: [key] }), sim.ask({ path: '/S/hang', headers: [key] })];
    expect(both).toEqual([[], []]);
    sim.server.admin.kill([...sim.server.invocations.keys()][0] ?? '');
    expect(both.map(([answer]) => text(answer?.body))).toEqual([failure(409, 'killed'), failure(409, 'killed')]);
  });

  it('accept the empty string as a key', () => {
    const sim = scripted();
    sim.ask({ path: '/S/undef', headers: [['idempotency-key', '']] });
    sim.ask({ path: '/S/undef', headers: [['idempotency-key', '']] });
    expect(sim.server.invocations.size).toBe(1);
  });

  it('execute again under the same id when nothing is retained', () => {
    const sim = scripted();
    const ids = [1, 2].map(() => sim.ask({ path: '/O/k/kept', headers: [key] })[0]?.headers['x-restate-id']);
    expect(ids[0]).toBe(ids[1]);
    expect(sim.events.filter((type) => type === 'invocation created')).toHaveLength(2);
  });
});

describe('results', () => {
  it('are not ready, then awaited, then retained', () => {
    const sim = scripted();
    const id = sim.send('/O/k/hang');
    const output = () => sim.ask({ method: 'GET', path: `/restate/output/${id}` })[0];
    expect(shown(output())).toEqual({
      status: 470,
      body: refusal(470, 'the invocation exists but has not completed yet'),
      headers: INGRESS,
    });
    const attached = sim.ask({ method: 'GET', path: `/restate/invocation/${id}/attach` });
    expect(attached).toEqual([]);
    sim.server.admin.kill(id);
    expect(attached).toHaveLength(1);
    expect(attached[0]?.headers).toEqual({ ...INVOCATION, 'x-restate-id': id });
    expect(output()?.headers).toEqual({
      ...INVOCATION,
      'x-restate-id': id,
      'idempotency-expires': '2026-01-02T00:00:00+00:00',
    });
  });

  it.each([['/restate/workflow/W/k/output'], ['/restate/workflow/W/k/attach']])(
    'of a workflow are found by its key: %s',
    (path) => {
      const sim = scripted();
      sim.send('/W/k/run');
      expect(text(sim.ask({ method: 'GET', path })[0]?.body)).toBe('"k"');
    },
  );

  it.each([
    { target: 'workflow', workflowName: 'W', workflowKey: 'k' },
    { target: 'idempotentInvocation', service: 'O', key: 'k', handler: 'exec', idempotencyKey: 'i' },
  ])('are found by a body: $target', (named) => {
    const sim = scripted();
    const { target } = named;
    const [first] =
      target === 'workflow'
        ? sim.ask({ path: '/W/k/run' })
        : sim.ask({ path: '/O/k/exec', headers: [['idempotency-key', 'i']] });
    const body = bytes(JSON.stringify(named));
    expect(text(sim.ask({ path: '/restate/lookup', body })[0]?.body)).toBe(
      `{"invocationId":"${first?.headers['x-restate-id']}"}`,
    );
    for (const path of ['/restate/attach', '/restate/output'])
      expect(text(sim.ask({ path, body })[0]?.body)).toBe('"k"');
    const scoped = bytes(JSON.stringify({ ...named, scope: 's' }));
    expect(sim.ask({ path: '/restate/output', body: scoped })[0]?.status).toBe(404);
  });

  it('cannot be found by a malformed body', () => {
    const [answer] = scripted().ask({ path: '/restate/attach', body: bytes('{"target":"workflow"}') });
    expect(text(answer?.body)).toBe(
      refusal(500, 'cannot read body: invalid request body: missing field `workflowName`'),
    );
  });

  it('of a workflow are computed once: a second call of run is refused, a second send is not', () => {
    const sim = scripted();
    const id = sim.send('/W/k/run');
    expect(shown(sim.ask({ path: '/W/k/run' })[0])).toEqual({
      status: 409,
      body: failure(409, 'the workflow method was already invoked'),
      headers: INVOCATION,
    });
    expect(text(sim.ask({ path: '/W/k/run/send' })[0]?.body)).toBe(
      `{"invocationId":"${id}","status":"PreviouslyAccepted"}`,
    );
  });
});

describe('awakeables', () => {
  const idOf = (invocation: string): string => awakeableId(invocation, 17);

  it.each([
    ['resolve', { ok: bytes('"v"') }],
    ['reject', { failure: { code: 500, message: '"v"' } }],
  ])('%s with an empty 202', (verb, result) => {
    const sim = scripted();
    const id = sim.send('/S/hang');
    const [answer] = sim.ask({ path: `/restate/a/${idOf(id)}/${verb}`, body: bytes('"v"') });
    expect(answer).toEqual({ status: 202, headers: {}, body: bytes('') });
    expect(sim.server.invocations.get(id)?.journal.at(-1)).toMatchObject({
      notification: { type: 'signal', signal: { index: 17 }, result },
    });
  });

  it('of no invocation are accepted, too', () => {
    expect(scripted().ask({ path: `/restate/awakeables/${idOf(UNKNOWN)}/resolve` })[0]?.status).toBe(202);
  });
});

describe('the footprint of a request', () => {
  it('names what handling it touches, before and after the invocation exists', () => {
    const sim = scripted();
    const asked = { method: 'POST', path: '/O/k/exec', headers: [], body: bytes('') };
    const { writes } = sim.server.ingress.footprint('a', asked);
    expect(writes).toEqual([expect.stringMatching(/^idempotency:inv_/), 'journal:a', 'lock:O/k', 'inbox:O/k']);
    expect(sim.server.ingress.footprint('a', { ...asked, path: '/nowhere/x' })).toEqual({ reads: [], writes: [] });
  });

  it('of a delayed send reads the clock', () => {
    const asked = { method: 'POST', path: '/O/k/exec/send?delay=1s', headers: [], body: bytes('') };
    expect(scripted().server.ingress.footprint('a', asked).reads).toEqual(['clock']);
  });

  it('of an output only reads', () => {
    const sim = scripted();
    const id = sim.send('/S/hang');
    const asked = { method: 'GET', path: `/restate/output/${id}`, headers: [], body: bytes('') };
    expect(sim.server.ingress.footprint('b', asked)).toEqual({
      reads: [`idempotency:${id}`, 'journal:op1'],
      writes: [],
    });
  });
});
