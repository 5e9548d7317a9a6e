import { describe, expect, it } from 'vitest';
import { bound } from '../testing/bound.ts';
import { parseRoute } from './routes.ts';

const services = new Map(
  [bound('service', 'S', {}), bound('object', 'O', {}), bound('workflow', 'W', {})].map((service) => [
    service.name,
    service,
  ]),
);
const id = 'inv_14GagNPEH2X66fEwACHYpswHIYb6jBeqjd';

const invoke = (service: string, handler: string, key?: string, send = false, scope?: string) => ({
  type: 'invoke',
  service: services.get(service),
  handler,
  key,
  send,
  scope,
});

describe('parseRoute', () => {
  it.each([
    ['/S/h', invoke('S', 'h')],
    ['/S/h/send', invoke('S', 'h', undefined, true)],
    ['/O/k/h', invoke('O', 'h', 'k')],
    ['/O/k/h/send', invoke('O', 'h', 'k', true)],
    ['/O//h', invoke('O', 'h', '')],
    ['/O/send/send/send', invoke('O', 'send', 'send', true)],
    ['/O/%C3%A9%2F/h', invoke('O', 'h', 'é/')],
    ['/W/k/run', invoke('W', 'run', 'k')],
    ['/restate/call/S/h', invoke('S', 'h')],
    ['/restate/send/O/k/h', invoke('O', 'h', 'k', true)],
    ['/restate/scope/a%20b/call/O/k/h', invoke('O', 'h', 'k', false, 'a b')],
    ['/restate/scope/a/send/S/h', invoke('S', 'h', undefined, true, 'a')],
    ['/restate/health', { type: 'health' }],
    ['/restate/health/and/more', { type: 'health' }],
    ['/restate/lookup', { type: 'lookup' }],
    ['/restate/attach', { type: 'attach by body' }],
    ['/restate/output', { type: 'output by body' }],
    ['/restate/status', { type: 'status by body' }],
    [`/restate/attach/${id}`, { type: 'attach', of: { by: 'id', id } }],
    [`/restate/output/${id}`, { type: 'output', of: { by: 'id', id } }],
    [`/restate/invocation/${id}/attach`, { type: 'attach', of: { by: 'id', id } }],
    [
      '/restate/invocation/S/h/i%20k/output',
      {
        type: 'output',
        of: { by: 'idempotency key', service: 'S', key: undefined, handler: 'h', idempotencyKey: 'i%20k' },
      },
    ],
    [
      '/restate/invocation/O/a%20b/h/ik/attach',
      { type: 'attach', of: { by: 'idempotency key', service: 'O', key: 'a b', handler: 'h', idempotencyKey: 'ik' } },
    ],
    ['/restate/workflow/Nope/a%20b/output', { type: 'output', of: { by: 'workflow', service: 'Nope', key: 'a b' } }],
    ['/restate/awakeables/x/resolve', { type: 'awakeable', id: 'x', verb: 'resolve' }],
    ['/restate/a/x/reject/more', { type: 'awakeable', id: 'x', verb: 'reject' }],
  ])('reads %s', (path, route) => {
    expect(parseRoute(path, services)).toEqual(route);
  });

  it.each([
    ['/', 400, 'bad path: /'],
    ['/S', 400, 'bad path: /S'],
    ['/restate', 400, 'bad path: /restate'],
    ['/S/b/c/d/e/f/g', 400, 'bad path, expected either /:service-name'],
    ['/S/b/c/d/e/f/g/h', 400, 'bad path: /S/b/c/d/e/f/g/h'],
    ['/S/h/call', 400, 'bad path, expected either /:service-name'],
    ['/S/h/send/more', 400, 'bad path, expected either /:service-name'],
    ['/O/h', 400, 'bad path, expected either /:service-name'],
    ['/O/k/h/more', 400, 'bad path, expected either /:service-name'],
    ['/%53/h', 404, "service '%53' not found"],
    ['/restate/nope', 404, 'not found'],
    ['/restate/call', 400, 'bad path, expected /restate/call'],
    ['/restate/call/O/k', 400, 'bad path, expected /restate/call'],
    ['/restate/call/S/h/send', 400, 'bad path, expected /restate/call'],
    ['/restate/call/Nope/h', 404, "service 'Nope' not found"],
    ['/restate/scope/a', 400, 'bad path, expected /restate/call'],
    ['/restate/scope/a/attach/S/h', 400, 'bad path, expected /restate/call'],
    [`/restate/attach/${id}/more`, 400, 'bad path, expected /restate/call'],
    ['/restate/lookup/x', 400, 'bad path, expected /restate/call'],
    ['/restate/a', 400, 'bad path, expected either /restate/awakeables'],
    ['/restate/a/x', 400, 'bad path, expected either /restate/awakeables'],
    ['/restate/a/x/call', 404, 'not found'],
    ['/restate/invocation/x', 400, 'bad path, expected either /restate/invocation'],
    ['/restate/invocation/O/k/h/output', 400, 'bad path, expected either /restate/invocation'],
    ['/restate/invocation/Nope/h/i/output', 404, "service 'Nope' not found"],
    ['/restate/invocation/S/h/i/call', 404, 'not found'],
    ['/restate/workflow/W/k', 400, 'bad path, expected either /restate/workflow'],
    ['/restate/workflow/W/k/call', 404, 'not found'],
    ['/restate/attach/inv_foo', 400, "bad invocation id 'inv_foo': unrecognized codec version"],
    ['/restate/attach/inv_1foo', 400, "bad invocation id 'inv_1foo': bad length"],
    ['/restate/attach/inv_', 400, "bad invocation id 'inv_': bad length"],
    [`/restate/attach/${id}9`, 400, 'bad length'],
    [`/restate/attach/${id.replace('d', '!')}`, 400, 'base62 decode error'],
    [`/restate/attach/${id.replace('inv', 'dp')}`, 400, "id doesn't match the expected type"],
    [`/restate/attach/${id.replace('inv', 'xyz')}`, 400, 'unrecognized resource type: xyz'],
    [`/restate/attach/${id.replace('_1', '_2')}`, 400, 'unrecognized codec version'],
  ])('refuses %s', (path, status, why) => {
    expect(() => parseRoute(path, services)).toThrow(
      expect.objectContaining({ status, message: expect.stringContaining(why) }),
    );
  });
});
