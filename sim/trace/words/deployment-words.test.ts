import { expect, it } from 'vitest';
import { said, type Row } from './testing/said.ts';

const failed = {
  type: 'attempt failed',
  invocation: 'a',
  attempt: 1,
  code: 500,
  message: 'unexpected http status code: 404 Not Found',
  docCode: 'RT0012',
  retryInMs: undefined,
  mismatch: undefined,
} as const;

const started = { type: 'attempt started', invocation: 'a', deployment: 2 } as const;
const services = [
  { name: 'S', revision: 2 },
  { name: 'T', revision: undefined },
];
const rows = [{ kind: 'command', command: { type: 'ClearAllState' }, appendedAtMs: 0 }] as const;

it.each<Row>([
  [
    { type: 'deployed', deployment: 2, uri: 'http://b:9080/', how: 'new', services },
    100,
    'Deployment 2 is registered at http://b:9080/; S (revision 2), T (not registered).',
  ],
  [
    { type: 'deployed', deployment: 1, uri: 'http://a:9080/', how: 'in-place', services },
    100,
    'Deployment 1 gets new code at http://a:9080/; S (revision 2), T (not registered).',
  ],
  [
    { type: 'deploy refused', status: 409, message: '[META0006] detected a new service revision' },
    100,
    'The server refuses the deploy (409); [META0006] detected a new service revision.',
  ],
  [{ type: 'undeployed', deployment: 2 }, 100, 'Deployment 2 is removed; what is pinned to it can run nowhere.'],
  [{ ...started, attempt: 1, knownEntries: 1 }, 12, 'a starts on deployment 2.'],
  [{ ...started, attempt: 2, knownEntries: 2 }, 34, 'a: attempt 2 starts on deployment 2 and replays 1 entry.'],
  [failed, 45, 'a: attempt 1 fails: [RT0012] unexpected http status code: 404 Not Found.'],
  [{ type: 'resumed', invocation: 'a', why: 'operator', deployment: 2 }, 60, 'a is resumed on deployment 2: operator.'],
  [
    { type: 'journal copied', invocation: 'a~1', from: 'a', rows },
    60,
    'a~1 begins with 1 row of the journal of a; nothing of them takes effect again.',
  ],
])('the words of deployments: %j', (happening, weight, text) => {
  expect(said(happening)).toEqual([weight, text]);
});
