import { expect, it } from 'vitest';
import { encodeUtf8 } from '../core/utf8.ts';
import { decodePayload, describeInvocation, handlerOf, keyOf, shown } from './naming.ts';

const ofKey = { service: 'O', key: 'k', handler: 'go' };
const plain = { service: 'S', handler: 'go' };

it('names keys, handlers and invocations as findings do', () => {
  expect([keyOf(ofKey), keyOf(plain), handlerOf(ofKey)]).toEqual(['O/k', undefined, 'O/go']);
  expect(describeInvocation({ target: ofKey, invocation: 'a/1' })).toBe('go of O/k (invocation a/1)');
  expect(describeInvocation({ target: plain, invocation: 'a' })).toBe('go of S (invocation a)');
});

it('shows bytes as text, and of long ones the first 120 characters', () => {
  expect([shown(undefined), shown(new Uint8Array()), shown(encodeUtf8('7'))]).toEqual(['nothing', '', '7']);
  expect(shown(encodeUtf8('x'.repeat(120)))).toBe('x'.repeat(120));
  expect(shown(encodeUtf8('x'.repeat(121)))).toBe(`${'x'.repeat(120)}…`);
  expect(shown(encodeUtf8('\u{20AC}'.repeat(120)))).toBe('\u{20AC}'.repeat(120));
});

it('decodes JSON, and takes other bytes for text', () => {
  expect([
    decodePayload(encodeUtf8('{"a":1}')),
    decodePayload(encodeUtf8('{a')),
    decodePayload(new Uint8Array()),
  ]).toEqual([{ a: 1 }, '{a', undefined]);
});
