import { describe, expect, it } from 'vitest';
import { failure, INVOCATION, json, request, scripted, shown, type Row } from './testing/services.ts';

// Recorded on restate-server 1.7.12 with the SDK 1.17.2.

const answers: Row[] = [
  ['success', json('/S/echo', '5'), 200, '5', { 'content-type': 'application/json' }],
  ['success by GET', { method: 'GET', path: '/O/k/exec' }, 200, '"k"', { 'content-type': 'application/json' }],
  ['undefined', { path: '/S/undef' }, 200, '', {}],
  ['null', json('/S/echo', 'null'), 200, 'null', { 'content-type': 'application/json' }],
  ['an empty answer whose type is set', { path: '/S/always' }, 200, '', { 'content-type': 'application/json' }],
  ['a terminal error', { path: '/S/code418' }, 418, failure(418, 'm'), INVOCATION],
  ['a terminal error that looks like success', { path: '/S/code200' }, 200, failure(200, 'm'), INVOCATION],
  ['a terminal error without a body', { path: '/S/code204' }, 204, '', INVOCATION],
  ['a terminal error, highest status', { path: '/S/code999' }, 999, failure(999, 'm'), INVOCATION],
  ['a terminal error above any status', { path: '/S/code1000' }, 500, failure(1_000, 'm'), INVOCATION],
  ['a terminal error below any status', { path: '/S/code99' }, 500, failure(99, 'm'), INVOCATION],
  [
    'metadata of a terminal error',
    { path: '/S/meta' },
    418,
    '{"code":418,"message":"m","metadata":{"a":"b"},"source":"invocation"}',
    INVOCATION,
  ],
  [
    'exhausted retries',
    { path: '/S/boom' },
    500,
    '{"code":500,"message":"boom","stacktrace":"not recorded in a simulation","source":"invocation"}',
    INVOCATION,
  ],
  ['an empty key', { path: '/O//exec' }, 200, '""', { 'content-type': 'application/json' }],
  ['an encoded key', { path: '/O/a%2Fb%20%zz+/exec' }, 200, '"a/b %zz+"', { 'content-type': 'application/json' }],
  ['slashes at the end', { path: '/O/k/exec//?x=1' }, 200, '"k"', { 'content-type': 'application/json' }],
  ['no body', { path: '/S/echo' }, 200, '', {}],
  [
    'a charset',
    { path: '/S/echo', headers: [['Content-Type', 'application/json; charset=utf-8']], body: '1' },
    200,
    '1',
    { 'content-type': 'application/json' },
  ],
  [
    'any type',
    { path: '/S/anything', headers: [['content-type', 'foo/bar']], body: '1' },
    200,
    '1',
    { 'content-type': 'application/json' },
  ],
  [
    'a family of types',
    { path: '/S/text', headers: [['content-type', 'text/x']], body: '1' },
    200,
    '1',
    { 'content-type': 'application/json' },
  ],
  [
    'bytes',
    { path: '/S/binary', headers: [['content-type', 'application/octet-stream']], body: 'abc' },
    200,
    'abc',
    { 'content-type': 'application/octet-stream' },
  ],
  ['an alias for calls', json('/restate/call/O/k/exec'), 200, '"k"', { 'content-type': 'application/json' }],
];

describe('Ingress', () => {
  it.each(answers)('answers %s', (_title, asked, status, body, headers) => {
    const [answer] = scripted().ask(request(asked));
    expect(shown(answer)).toEqual({ status, body, headers });
    expect(answer?.headers['x-restate-id']).toMatch(/^inv_1\w{33}$/);
  });
});
