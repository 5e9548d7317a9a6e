import { expect, it } from 'vitest';
import { firstDifference } from './replay.ts';
import { encodeUtf8 } from '../core/utf8.ts';

const set = (value: string) => ({ type: 'SetState', key: 'story', value: encodeUtf8(value) }) as const;

it('shows the part in which two long values differ', () => {
  const alike = 'once upon a time '.repeat(20);
  const { recorded = '', replayed = '' } =
    firstDifference(set(`${alike}ann${alike}`), set(`${alike}bob${alike}`)) ?? {};
  expect(recorded).toMatch(/^\.\.\..*upon a time annonce upon.*\.\.\.$/);
  expect(replayed).toMatch(/^\.\.\..*upon a time bobonce upon.*\.\.\.$/);
  expect(recorded.length).toBeLessThanOrEqual(126);
});

it('does not cut a character in two', () => {
  const alike = '😀'.repeat(60);
  const { recorded } = firstDifference(set(`${alike}a`), set(`${alike}b`)) ?? {};
  expect(recorded).toMatch(/^\.\.\.😀+a$/u);
});

it('shows short values whole when one continues the other', () => {
  expect(firstDifference(set('1'), set('12'))).toMatchObject({ recorded: '1', replayed: '12' });
  expect(firstDifference(set('1'), set('1'))).toBeUndefined();
});
