import { expect, it } from 'vitest';
import { encodeUtf8 } from '../core/utf8.ts';
import { Admission } from './admission.ts';
import type { StateMutation } from './object-key.ts';
import { invoked, keyOfS } from './testing/invocations.ts';
import { TestWorld } from './testing/test-world.ts';
import { Timers } from './timers.ts';

function setUp() {
  const world = new TestWorld();
  const started: string[] = [];
  const admission = new Admission(world, new Timers(world), { ready: ({ address }) => started.push(address) });
  const objectKey = keyOfS();
  const exclusive = (address: string) => invoked(address, { objectKey });
  return { world, admission, started, objectKey, exclusive };
}

function setting(value: string, version?: string): StateMutation {
  return { kind: 'mutation', state: new Map([['v', encodeUtf8(value)]]), version };
}

it('exclusive handlers take the lock one after another, in the order in which they came', () => {
  const { admission, started, objectKey, exclusive } = setUp();
  const [a, b, c] = [exclusive('a'), exclusive('b'), exclusive('c')];
  for (const invocation of [a, b, c]) admission.enter(invocation);
  expect([started, b.status, c.status]).toEqual([['a'], 'inboxed', 'inboxed']);
  admission.releaseLock(objectKey, a);
  expect([started, objectKey.holder]).toEqual([['a', 'b'], b]);
});

it('a shared handler starts in spite of the lock, and does not take it', () => {
  const { admission, started, objectKey, exclusive } = setUp();
  const holder = exclusive('a');
  admission.enter(holder);
  admission.enter(invoked('b', { objectKey, kind: 'SHARED' }));
  expect([started, objectKey.holder]).toEqual([['a', 'b'], holder]);
});

it('a delayed request joins the inbox when its time has come, behind those that are there by then', () => {
  const { world, admission, started, objectKey, exclusive } = setUp();
  const holder = exclusive('holder');
  admission.enter(holder);
  admission.schedule(exclusive('delayed'), 100);
  admission.enter(exclusive('later'));
  world.passTo(100);
  world.run();
  expect(objectKey.inbox).toMatchObject([{ address: 'later' }, { address: 'delayed' }]);
  admission.releaseLock(objectKey, holder);
  expect(started).toEqual(['holder', 'later']);
});

it('a replacement of the state waits in line, and the next invocation starts in the same step', () => {
  const { admission, started, objectKey, exclusive } = setUp();
  const holder = exclusive('a');
  admission.enter(holder);
  admission.mutate(objectKey, setting('1'));
  admission.mutate(objectKey, setting('2'));
  admission.enter(exclusive('b'));
  expect(objectKey.state.get('v')).toBeUndefined();
  admission.releaseLock(objectKey, holder);
  expect([started, objectKey.state.get('v'), objectKey.inbox]).toEqual([['a', 'b'], encodeUtf8('2'), []]);
});

it('a replacement that names another version than the state has does nothing', () => {
  const { world, admission, objectKey } = setUp();
  const empty = objectKey.state.version();
  admission.mutate(objectKey, setting('1', empty));
  admission.mutate(objectKey, setting('2', empty));
  expect(objectKey.state.get('v')).toEqual(encodeUtf8('1'));
  expect(world.trace.events).toMatchObject([{ applied: true }, { applied: false }]);
});
