import { describe, expect, it } from 'vitest';
import type { AttemptError } from '../attempt/attempt.ts';
import type { RetryPolicy } from '../attempt/definition.ts';
import { Failures } from './failures.ts';
import { invoked } from './testing/invocations.ts';
import { streamOf } from './testing/stream-of.ts';
import { TestWorld } from './testing/test-world.ts';
import type { ServerVersion } from '../core/server-version.ts';
import { RULES_OF } from './versions/version-rules.ts';
import { WholeSeconds } from './versions/whole-seconds.ts';

const POLICY: RetryPolicy = {
  initialIntervalMs: 100,
  maxIntervalMs: 300,
  exponentiationFactor: 2,
  maxAttempts: 4,
  onMaxAttempts: 'pause',
};

function setUp({
  policy = {},
  disableRetries = false,
  version = '1.7',
}: { policy?: Partial<RetryPolicy>; disableRetries?: boolean; version?: ServerVersion } = {}) {
  const world = new TestWorld();
  const done: string[] = [];
  const failures = new Failures(
    world,
    { disableRetries },
    {
      giveUp: () => done.push('give up'),
      pause: (_invocation, why, by) => done.push(`pause by ${by ?? 'operator'}: ${why}`),
      backOff: (_invocation, delayMs, inQueue) => done.push(`back off ${delayMs}${inQueue ? ' in queue' : ''}`),
    },
    { end: (_invocation, result) => done.push(`end ${JSON.stringify(result)}`) },
    { rules: RULES_OF[version], seconds: new WholeSeconds(world) },
  );
  const invocation = invoked('a', { options: { retryPolicy: { ...POLICY, ...policy } } });
  const { stream } = streamOf(world, invocation);
  const fail = (error: Partial<AttemptError> = {}): string[] => {
    done.length = 0;
    failures.attemptFailed(stream, { code: 500, message: 'boom', ...error }, true);
    return done.filter((what) => what !== 'give up');
  };
  return { failures, fail, invocation, done };
}

const END = 'end {"failure":{"code":500,"message":"boom"}}';

describe('the retry policy', () => {
  it('lets delays grow up to the longest, and pauses after the last attempt', () => {
    const { fail } = setUp();
    expect([fail(), fail(), fail(), fail()]).toEqual([
      ['back off 100'],
      ['back off 200'],
      ['back off 300'],
      ['pause by itself: attempts exhausted: boom'],
    ]);
  });

  it('ends the invocation after the last attempt when it says so', () => {
    const { fail, invocation } = setUp({ policy: { maxAttempts: 1, onMaxAttempts: 'kill' } });
    expect(fail()).toEqual([END]);
    expect(invocation.resultHasStacktrace).toBe(true);
  });

  it('does not count a failure whose error sets the delay', () => {
    const { fail, invocation } = setUp();
    expect(fail({ retryAfterMs: 7 })).toEqual(['back off 7']);
    expect(invocation).toMatchObject({ failures: 0, retriesSinceStored: 1 });
  });

  it('does not apply when retries are disabled', () => {
    expect(setUp({ disableRetries: true }).fail()).toEqual([END]);
  });
});

it('a long retry of a server with queues waits there, up to a second too short', () => {
  const { fail } = setUp({ version: '1.8' });
  expect([fail({ retryAfterMs: 1_999 }), fail({ retryAfterMs: 2_500 })]).toEqual([
    ['back off 1999'],
    ['back off 2000 in queue'],
  ]);
  expect(setUp().fail({ retryAfterMs: 2_500 })).toEqual(['back off 2500']);
});

describe('an error that says what follows', () => {
  it('ends or pauses the invocation, whatever the policy says', () => {
    const { fail } = setUp();
    expect([fail({ behavior: 'fail' }), fail({ behavior: 'pause' })]).toEqual([[END], ['pause by itself: boom']]);
  });
});

it('a pause that an operator has requested comes before the next attempt', () => {
  const { fail, invocation } = setUp();
  invocation.pauseRequested = true;
  expect(fail()).toEqual(['pause by operator: asked for by an operator']);
});

it('state that does not fit into memory is not retried', () => {
  const paused = setUp();
  paused.failures.outOfMemory(paused.invocation, 'too large');
  expect(paused.done).toEqual(['pause by itself: too large']);
  const ended = setUp({ policy: { onMaxAttempts: 'kill' } });
  ended.failures.outOfMemory(ended.invocation, 'too large');
  expect(ended.done).toEqual(['end {"failure":{"code":500,"message":"too large"}}']);
});
