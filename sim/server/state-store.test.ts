import { expect, it } from 'vitest';
import { encodeUtf8 } from '../core/utf8.ts';
import { StateStore } from './state-store.ts';

const ONE = encodeUtf8('1');

it('a snapshot does not change, whatever is written afterwards', () => {
  const state = new StateStore('S/k');
  state.set('a', ONE);
  const before = state.snapshot();
  state.set('b', ONE);
  state.clear('a');
  const between = state.snapshot();
  state.clearAll();
  expect([[...before.keys()], [...between.keys()], state.keys()]).toEqual([['a'], ['b'], []]);
});

it('a snapshot keeps what is cleared right after it', () => {
  const state = new StateStore('S/k');
  state.set('a', ONE);
  const before = state.snapshot();
  state.clear('a');
  expect([before.get('a'), state.get('a')]).toEqual([ONE, undefined]);
});

it('clearing what is not set leaves a snapshot shared, and later writes do not show in it', () => {
  const state = new StateStore('S/k');
  const empty = state.snapshot();
  state.clear('a');
  state.set('a', ONE);
  expect(empty.size).toBe(0);
});

it('keys come in the order of their UTF-8 bytes, which differs from that of UTF-16', () => {
  const state = new StateStore('S/k');
  for (const key of ['\u{1f600}', '\uff5e', 'b', 'a']) state.set(key, ONE);
  expect(state.keys()).toEqual(['a', 'b', '\uff5e', '\u{1f600}']);
});

it('the version depends on the entries and not on the order in which they were written', () => {
  const [one, other] = [new StateStore('S/k'), new StateStore('S/l')];
  one.set('a', ONE);
  expect(one.version()).not.toBe(other.version());
  one.set('b', ONE);
  other.set('b', ONE);
  other.set('a', ONE);
  expect(one.version()).toBe(other.version());
});
