import { expect, it } from 'vitest';
import { neverSucceeded } from './never-succeeded.ts';

it('lists the handlers whose invocations have all failed, with their codes, most frequent first', () => {
  const coverage = new Map([
    ['handler Closing/run', 12],
    ['outcome Closing/run 409', 3],
    ['outcome Closing/run 500', 9],
    ['outcome Closing/status ok', 4],
    ['outcome Closing/status 500', 1],
    ['outcome Audit/log 404', 1],
    // Still running when its runs ended: neither success nor failure.
    ['handler Audit/wait', 2],
  ]);
  expect(neverSucceeded(coverage)).toEqual([
    { handler: 'Audit/log', words: 'a success of Audit/log: its only invocation failed (404)' },
    { handler: 'Closing/run', words: 'a success of Closing/run: each of its 12 invocations failed (500 9×, 409 3×)' },
  ]);
});
