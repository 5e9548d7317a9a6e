import { describe, expect, it } from 'vitest';
import {
  failure,
  INGRESS,
  INVOCATION,
  json,
  refusal,
  request,
  scripted,
  shown,
  UNKNOWN,
  type Row,
} from './testing/services.ts';

// Recorded on restate-server 1.7.12 with the SDK 1.17.2.

const TYPE = 'input validation error: ';
const PATH = 'bad path, expected either /:service-name/:handler or /:object-name/:object-key/:handler';
const DELAY = 'bad delay query parameter, must be a ISO8601 duration: ';
const HANDLER_NOT_FOUND =
  "the service 'S' exists, but the handler 'nope' was not found, check that the handler exists in the latest registered service version.";
const SERVICE_NOT_FOUND = "service 'Nope' not found, make sure to register the service before calling it.";

const refusals: Row[] = [
  ['an unknown service', json('/Nope/x', '1'), 404, refusal(404, SERVICE_NOT_FOUND), INGRESS],
  ['an unknown handler', json('/S/nope', '1'), 404, refusal(404, HANDLER_NOT_FOUND), INGRESS],
  ['a missing key', json('/O/exec'), 400, refusal(400, PATH), INGRESS],
  ['a segment too many', json('/S/echo/foo', '1'), 400, refusal(400, PATH), INGRESS],
  ['a path of one segment', json('/S', '1'), 400, refusal(400, 'bad path: /S'), INGRESS],
  ['a path of eight', json('/a/b/c/d/e/f/g/h'), 400, refusal(400, 'bad path: /a/b/c/d/e/f/g/h'), INGRESS],
  [
    'a key that is no UTF-8',
    json('/O/a%ffb/exec'),
    400,
    refusal(
      400,
      'bad path, cannot decode key: FromUtf8Error { bytes: [97, 255, 98], error: Utf8Error { valid_up_to: 1, error_len: Some(1) } }',
    ),
    INGRESS,
  ],
  ['a body without type', { path: '/S/echo', body: '1' }, 400, refusal(400, `${TYPE}Empty content-type`), INGRESS],
  [
    'a wrong type',
    { path: '/S/echo', headers: [['content-type', 'text/plain']] },
    400,
    refusal(400, `${TYPE}Content-type 'text/plain' does not match 'application/json'`),
    INGRESS,
  ],
  [
    'a body where there is none',
    json('/S/nothing', '1'),
    400,
    refusal(
      400,
      `${TYPE}Expected body and content-type to be empty, but wasn't with content-type 'Some("application/json")'`,
    ),
    INGRESS,
  ],
  ['no body where a schema is', json('/S/schema'), 400, refusal(400, `${TYPE}Empty body not allowed`), INGRESS],
  ['PUT', { method: 'PUT', path: '/S/echo' }, 405, refusal(405, 'method not allowed'), INGRESS],
  ['HEAD (HTTP drops the body)', { method: 'HEAD', path: '/S/echo' }, 405, refusal(405, 'method not allowed'), INGRESS],
  ['a private service', json('/S/hidden'), 400, refusal(400, 'the invoked service is not public'), INGRESS],
  [
    'a delay on a call',
    json('/S/echo?delay=10s', '1'),
    400,
    refusal(400, 'cannot use the delay query parameter with calls. The delay is supported only with sends'),
    INGRESS,
  ],
  [
    'a bad delay',
    json('/S/echo/send?delay=xyz', '1'),
    400,
    refusal(
      400,
      `${DELAY}failed to parse input in the "friendly" duration format: expected duration to start with a unit value (a decimal integer) after an optional sign, but no integer was found`,
    ),
    INGRESS,
  ],
  [
    'an idempotency key for run',
    { path: '/W/k/run', headers: [['idempotency-key', 'a']] },
    400,
    refusal(
      400,
      'cannot use the idempotency key with workflow handlers. The handler invocation will already be idempotent by the workflow key itself.',
    ),
    INGRESS,
  ],
  [
    'a scope',
    json('/restate/scope/a/call/S/echo', '1'),
    400,
    refusal(400, 'scoped invocations require vqueues to be enabled'),
    INGRESS,
  ],
  [
    'a malformed scope',
    json('/restate/scope//call/S/echo'),
    400,
    refusal(400, 'bad scope value: value cannot be empty'),
    INGRESS,
  ],
  ['a limit key', json('/S/echo?limit-key=a', '1'), 400, refusal(400, 'limit-key requires a scope to be set'), INGRESS],
  [
    'a malformed limit key',
    { path: '/S/echo', headers: [['X-Restate-Limit-Key', 'a/b/c']] },
    400,
    refusal(400, 'invalid limit-key: too many path components in the given limit-key (max 2)'),
    INGRESS,
  ],
  [
    'a bad id',
    { method: 'GET', path: '/restate/attach/foo' },
    400,
    refusal(400, "bad invocation id 'foo': bad format"),
    INGRESS,
  ],
  [
    'attach to nothing',
    { method: 'GET', path: `/restate/attach/${UNKNOWN}` },
    404,
    failure(404, 'not found'),
    { ...INVOCATION, 'x-restate-id': UNKNOWN },
  ],
  [
    'output of nothing',
    { method: 'GET', path: `/restate/output/${UNKNOWN}` },
    404,
    refusal(404, 'invocation not found'),
    INGRESS,
  ],
  ['POST for output', { path: `/restate/output/${UNKNOWN}` }, 405, refusal(405, 'method not allowed'), INGRESS],
  [
    'a bad awakeable id',
    { path: '/restate/awakeables/foo/resolve' },
    400,
    refusal(400, "bad awakeable id 'foo': bad format"),
    INGRESS,
  ],
  [
    'GET for an awakeable',
    { method: 'GET', path: '/restate/awakeables/foo/resolve' },
    405,
    refusal(405, 'method not allowed'),
    INGRESS,
  ],
  ['another verb for an awakeable', { path: '/restate/awakeables/foo/bar' }, 404, refusal(404, 'not found'), INGRESS],
  ['openapi', { method: 'GET', path: '/openapi/x' }, 404, refusal(404, 'not found'), INGRESS],
];

describe('Ingress', () => {
  it.each(refusals)('refuses %s', (_title, asked, status, body, headers) => {
    const sim = scripted();
    expect(shown(sim.ask(request(asked))[0])).toEqual({ status, body, headers });
    expect(sim.events).toEqual([]);
  });
});
