import { describe, expect, it } from 'vitest';
import { EndFootprints } from './end-footprints.ts';
import type { Waiter } from './invocation.ts';
import { invoked, keyOfS, type Invoked } from './testing/invocations.ts';
import { streamOf } from './testing/stream-of.ts';
import { TestWorld } from './testing/test-world.ts';

function setUp(origin: Invoked = {}, { disableRetries = false, runs = false } = {}) {
  const invocation = invoked('a', origin);
  const { stream } = streamOf(new TestWorld(), invocation);
  const footprints = new EndFootprints(
    { disableRetries },
    { of: () => (runs ? stream : undefined) },
    { resourceTo: (from, id) => `channel ${from} to ${id}` },
  );
  return { invocation, stream, footprints };
}

const caller: Waiter = { kind: 'invocation', invocation: 'inv_caller', address: 'c', completion: 1, of: 'Call' };
const client: Waiter = { kind: 'ingress', operation: 'op1', answer: () => undefined, disconnect: () => undefined };

describe('the end of an invocation touches', () => {
  it('its journal and its idempotency key, and nothing of other keys', () => {
    const { footprints, invocation } = setUp();
    expect(footprints.ofEnd(invocation)).toEqual({
      reads: ['clock', 'process'],
      writes: ['journal:a', 'idempotency:a'],
    });
  });

  it('the attempt that still runs', () => {
    const { footprints, invocation } = setUp({}, { runs: true });
    expect(footprints.ofEnd(invocation).writes).toContain('attempt:a#1');
  });

  it('every caller and every client that waits', () => {
    const { footprints, invocation } = setUp({ partition: 4 });
    invocation.waiters = [caller, client];
    expect(footprints.ofEnd(invocation).writes).toEqual([
      'journal:a',
      'idempotency:a',
      'channel 4 to inv_caller',
      'client:op1',
    ]);
  });

  it('the lock and the inbox of an exclusive handler, and the state only where an operator replaces it next', () => {
    const objectKey = keyOfS();
    const { footprints, invocation } = setUp({ objectKey });
    expect(footprints.ofEnd(invocation).writes).toEqual(['journal:a', 'idempotency:a', 'lock:S/k', 'inbox:S/k']);
    objectKey.enqueue({ kind: 'mutation', state: new Map(), version: undefined });
    expect(footprints.ofEnd(invocation).writes).toContain('state:S/k/*');
  });

  it('the state and the promises of a workflow, and not the lock of a shared handler', () => {
    const objectKey = keyOfS();
    objectKey.enqueue({ kind: 'mutation', state: new Map(), version: undefined });
    const workflow = setUp({ kind: 'WORKFLOW', objectKey });
    expect(workflow.footprints.ofEnd(workflow.invocation).writes).toEqual([
      'journal:a',
      'idempotency:a',
      'state:S/k/*',
      'promise:S/k/*',
    ]);
    const shared = setUp({ kind: 'SHARED', objectKey });
    expect(shared.footprints.ofEnd(shared.invocation).writes).toEqual(['journal:a', 'idempotency:a']);
  });
});

describe('the failure of an attempt touches', () => {
  const error = { code: 500, message: 'boom' };
  const ofInvocation = { reads: ['clock', 'process'], writes: ['journal:a', 'attempt:a#1'] };

  it('its invocation alone, when that is paused or tried again', () => {
    const { footprints, stream } = setUp();
    expect(footprints.ofFailure(stream, error)).toEqual(ofInvocation);
    expect(footprints.ofFailure(stream, { ...error, behavior: 'pause' })).toEqual(ofInvocation);
  });

  it('all that its end touches, when the failure may end it', () => {
    const atEnd = ['journal:a', 'idempotency:a', 'attempt:a#1'];
    const failing = setUp();
    expect(failing.footprints.ofFailure(failing.stream, { ...error, behavior: 'fail' }).writes).toEqual(atEnd);
    const withoutRetries = setUp({}, { disableRetries: true });
    expect(withoutRetries.footprints.ofFailure(withoutRetries.stream, error).writes).toEqual(atEnd);
  });
});
