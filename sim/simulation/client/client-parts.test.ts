/** Goal: requests, their bodies and their purposes, and what clients see of awakeables. Method: each alone, by hand. */
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { readDefinitions } from '../../attempt/read-definition.ts';
import { sdkOf } from '../../attempt/sdk-shape.ts';
import { encodeUtf8 } from '../../core/utf8.ts';
import { awakeableId } from '../../journal/awakeable-id.ts';
import type { IngressResponse } from '../../server/ingress/request.ts';
import type { PlannedOperation } from '../faults/plan.ts';
import {
  arrived,
  beganEffect,
  calls,
  created,
  ended,
  eventsOf,
  get,
  no,
  ok,
  removed,
  sends,
  set,
  stored,
  type Happenings,
} from '../../trace/testing/happenings.ts';
import { ConnectionLost, failureOf, IngressError } from './client-errors.ts';
import { requestOf } from './plan-clients.ts';
import { purposeOf } from './purpose-of.ts';
import { Receipt } from './receipt.ts';
import { requestBody } from './request-body.ts';
import { UnreadableResponse } from './unreadable-response.ts';
import { nameOfAwakeable, VisibleAwakeables } from './visible-awakeables.ts';

const shop = restate.service({ name: 'Shop', handlers: { buy: async () => 1 } });
const flow = restate.workflow({
  name: 'Flow',
  handlers: { run: async () => 1, look: restate.handlers.workflow.shared(async () => 1) },
});
const services = readDefinitions([shop, flow], sdkOf([shop, flow]));

describe('the request of an operation', () => {
  const request = (more: Partial<PlannedOperation> = {}): ReturnType<typeof requestOf> =>
    requestOf({ id: 'a', client: 'c', kind: 'call', service: 'Shop', handler: 'buy', troubles: [], ...more });

  it('has its path, its body and its headers', () => {
    expect(request()).toEqual({ method: 'POST', path: '/Shop/buy', headers: [], body: new Uint8Array() });
    expect(request({ key: 'a b/c', input: { n: 1 }, idempotencyKey: 'i' })).toEqual({
      method: 'POST',
      path: '/Shop/a%20b%2Fc/buy',
      headers: [
        ['content-type', 'application/json'],
        ['idempotency-key', 'i'],
      ],
      body: encodeUtf8('{"n":1}'),
    });
    expect(request({ input: null }).body).toEqual(encodeUtf8('null'));
  });

  it('of a send may have a delay', () => {
    expect(request({ kind: 'send' }).path).toBe('/Shop/buy/send');
    expect(request({ kind: 'send', delayMs: 0 }).path).toBe('/Shop/buy/send?delay=0ms');
  });
});

describe('the purpose of a request', () => {
  it.each([
    ['/Shop/buy', 'call', { service: 'Shop', handler: 'buy' }],
    ['/Shop/buy/send?delay=1s', 'send', { service: 'Shop', handler: 'buy' }],
    ['/Flow/k/run', 'call', { service: 'Flow', key: 'k', handler: 'run' }],
    ['/restate/workflow/Flow/k/attach', 'attach', { service: 'Flow', key: 'k', handler: 'run' }],
    ['/restate/workflow/Flow/k/output', 'output', { service: 'Flow', key: 'k', handler: 'run' }],
    ['/restate/invocation/Shop/buy/i/attach', 'attach', { service: 'Shop', handler: 'buy' }],
    ['/restate/health', 'other', { service: '', handler: '/restate/health' }],
    ['/Nowhere/x', 'other', { service: '', handler: '/Nowhere/x' }],
  ])('%s', (path, kind, target) => {
    expect(purposeOf({ method: 'POST', path, headers: [], body: new Uint8Array() }, services)).toEqual({
      kind,
      target,
    });
  });
});

it('a body is what `fetch` would send', () => {
  const bytes = new Uint8Array([1, 2, 3, 4]);
  expect(requestBody(bytes)).toBe(bytes);
  expect(requestBody(new DataView(bytes.buffer, 1, 2))).toEqual(new Uint8Array([2, 3]));
  expect(requestBody(bytes.buffer)).toEqual(bytes);
  expect([requestBody(undefined), requestBody(null)].map(({ length }) => length)).toEqual([0, 0]);
  expect(requestBody('é')).toEqual(encodeUtf8('é'));
  expect(requestBody(5)).toEqual(encodeUtf8('5'));
});

describe('the failure of a response', () => {
  const sdk = sdkOf([shop]);
  const response = (status: number, body = '', headers: Record<string, string> = {}): IngressResponse => ({
    status,
    headers,
    body: encodeUtf8(body),
  });
  const json = { 'content-type': 'application/json' };
  const handler = { ...json, 'x-restate-error-source': 'invocation' };

  it('is none where it succeeded', () => {
    expect(failureOf(response(200), 'It', sdk)).toBeUndefined();
    expect(failureOf(response(399), 'It', sdk)).toBeUndefined();
  });

  it('is a lost connection, a refusal of the ingress, or a failure of the handler', () => {
    expect(failureOf(response(0), 'It', sdk)).toEqual(new ConnectionLost('It'));
    expect(new ConnectionLost('It').message).toBe(
      'It does not arrive: the connection broke. The server may or may not have accepted the request.',
    );
    const refused = failureOf(response(404, '{"message":"none"}', json), 'It', sdk);
    expect(refused).toBeInstanceOf(IngressError);
    expect(refused).toMatchObject({ status: 404, message: 'none' });
    expect(failureOf(response(470, 'too long', { 'content-type': 'text/plain' }), 'It', sdk)).toMatchObject({
      status: 470,
      message: 'too long',
    });
    expect(failureOf(response(400, '', json), 'It', sdk)).toMatchObject({ status: 400, message: '' });
    const failed = failureOf(response(500, '{"code":402,"message":"poor","metadata":{"a":"b"}}', handler), 'It', sdk);
    expect(failed).toBeInstanceOf(restate.TerminalError);
    expect(failed).toMatchObject({ code: 402, message: 'poor', metadata: { a: 'b' } });
    expect(failureOf(response(409, '{}', handler), 'It', sdk)).toMatchObject({ code: 409, message: '' });
    expect(failureOf(response(200, '{"code":200,"message":"x"}', handler), 'It', sdk)).toMatchObject({ code: 200 });
  });
});

describe('an unreadable response', () => {
  it('says what its serde threw, on how many bytes, and why that may be', () => {
    expect(new UnreadableResponse('The response', new Uint8Array(), new Error('no\nmore'), '').message).toBe(
      "The response cannot be read: the serde of the output throws 'no' on its 0 bytes. The handler returned undefined, or its serde wrote nothing: let the serde read no bytes as undefined.",
    );
    const other = new UnreadableResponse('It', new Uint8Array(1), 'text', '');
    expect(other.message).toBe(
      "It cannot be read: the serde of the output throws 'text' on its 1 byte. The serde that wrote it is another one: give the handler and the request the same output serde.",
    );
    expect(other.cause).toBe('text');
    expect(new UnreadableResponse('It', new Uint8Array(1), 'x', ' A note.').message).toMatch(
      /on its 1 byte\. A note\.$/,
    );
  });
});

it('a receipt has what the ingress said, and asks for the result by the id', () => {
  const asked: string[] = [];
  const later = {
    attach: (id: string) => asked.push(`attach ${id}`),
    output: (id: string) => asked.push(`output ${id}`),
  } as never;
  const receipt = new Receipt({ invocationId: 'inv_1', status: 'Accepted' }, later);
  expect(receipt.executionTime).toBeUndefined();
  receipt.attach();
  receipt.output();
  expect(asked).toEqual(['attach inv_1', 'output inv_1']);
  expect(new Receipt({ invocationId: 'inv_1', status: 'PreviouslyAccepted', executionTime: 't' }, later)).toMatchObject(
    { status: 'PreviouslyAccepted', executionTime: 't' },
  );
});

describe('awakeables that are visible', () => {
  const OWN = 'inv_1fBjihNE0HGu3XuhgXsnc9wkNniZa6AlwF';
  const OTHER = 'inv_15IgnhzW95tA55PaMUtVD5TGC4g5ExM86E';
  const id = (number: number, of = OWN): string => awakeableId(of, 16 + number);
  const seen = (...run: readonly Happenings[]): VisibleAwakeables => {
    const awakeables = new VisibleAwakeables();
    for (const event of eventsOf(created('a', 'Bank/ann/wait', 'EXCLUSIVE', { id: OWN }), ...run))
      awakeables.see(event);
    return awakeables;
  };
  const open = (...run: readonly Happenings[]): readonly string[] =>
    [...seen(...run).open.values()].map(nameOfAwakeable);

  it.each<readonly [string, Happenings]>([
    ['the result of a run', arrived('a', 'Run', 1, ok(id(1)))],
    ['state', stored('a', 1, set('x', { id: id(1) }))],
    ['the input of a call', stored('a', 1, calls('S/h', 1, id(1)))],
    ['the input of a message', stored('a', 1, sends('S/h', id(1)))],
    ['a response', stored('a', 1, { type: 'Output', result: ok(id(1)) })],
    ['the input of an effect', beganEffect('mail', 'a', { input: { id: id(1) } })],
  ])('are those in %s', (_, event) => {
    const awakeables = seen(event);
    expect([...awakeables.open.values()]).toEqual([{ id: id(1), invocation: 'a', handler: 'Bank/wait', number: 1 }]);
    expect(open(event, event)).toEqual(['a:awakeable 1']);
  });

  it('are not those in other places, or of unknown invocations', () => {
    const none: Happenings[] = [
      arrived('a', 'Sleep', 1, ok(id(1))),
      arrived('a', 'Run', 1, no(id(1))),
      arrived('a', 'Run', 1),
      stored('a', 1, get('x', id(1))),
      stored('a', 1, { type: 'Output', result: no(id(1)) }),
      stored('a', 1, set('x', id(1, OTHER))),
      stored('a', 1, set('x', 'sign_1')),
      beganEffect('mail', 'a'),
    ];
    expect(open(none)).toEqual([]);
  });

  it('are several in one text, in order', () => {
    expect(open(stored('a', 1, set('x', [id(2), id(1)])))).toEqual(['a:awakeable 2', 'a:awakeable 1']);
  });

  it('are gone when they are completed, or with their invocation', () => {
    const shown = stored('a', 1, set('x', id(1)));
    const done = stored('b', 1, { type: 'CompleteAwakeable', awakeableId: id(1), result: ok(1) });
    expect(open(shown, done)).toEqual([]);
    expect([...seen(shown, done).completedByServices]).toEqual(['Bank/wait']);
    // Completed before it was seen: it is not open later either.
    expect(open(done, shown)).toEqual([]);
    expect(open(shown, ended('a'))).toEqual([]);
    expect(open(shown, removed('a'))).toEqual([]);
    expect(open(shown, ended('b'))).toEqual(['a:awakeable 1']);
    expect(
      seen(stored('b', 1, { type: 'CompleteAwakeable', awakeableId: 'x', result: ok(1) })).completedByServices.size,
    ).toBe(0);
  });

  it('of a later invocation with the same id are other ones', () => {
    const shown = stored('a', 1, set('x', id(1)));
    const again = created('c', 'Bank/ann/wait', 'EXCLUSIVE', { id: OWN });
    expect(open(shown, ended('a'), again, stored('c', 1, set('x', id(1))))).toEqual(['c:awakeable 1']);
  });
});
