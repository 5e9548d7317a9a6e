import { describe, expect, it } from 'vitest';
import { bodyReader, BodyTooLong, type BodyReader } from './body-reader.ts';

const trailers = (count: number, line = 'x: 1\r\n'): string => `0\r\n${line.repeat(count)}\r\n`;
/** A trailer that takes so many bytes together with the empty line after it. */
const trailerOf = (bytes: number): string => trailers(1, `x: ${'v'.repeat(bytes - 'x: \r\n\r\n'.length)}\r\n`);

const chunked = (): BodyReader => bodyReader({ type: 'chunked' });
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const contentOf = (reader: BodyReader): string => Buffer.from(reader.content()).toString('latin1');

describe('bodyReader', () => {
  it('takes as many bytes as the head declares', () => {
    const reader = bodyReader({ type: 'length', bytes: 3 });
    expect([reader.take(bytes('ab')), reader.isDone]).toEqual([2, false]);
    expect([reader.take(bytes('cde')), reader.isDone]).toEqual([1, true]);
    expect(contentOf(reader)).toBe('abc');
  });

  const whole = '3 ;x="y"\r\nabc\r\nA\r\n0123456789\r\n000\r\nx-t: 1\r\n\r\n';

  it.each([1, 2, 7, 1_000])('takes chunks that arrive %i bytes at a time', (size) => {
    const reader = chunked();
    let taken = 0;
    for (let at = 0; at < whole.length; at += size) taken += reader.take(bytes(whole.slice(at, at + size)));
    expect({ taken, isDone: reader.isDone, content: contentOf(reader), chunks: reader.chunks }).toEqual({
      taken: whole.length,
      isDone: true,
      content: 'abc0123456789',
      chunks: 2,
    });
    expect(reader.take(bytes('GET'))).toBe(0);
  });

  // Recorded on restate-server 1.7.12, which sends these messages to the client.
  it.each([
    ['x\r\n', 'InvalidInput', 'Invalid chunk size line: missing size digit'],
    ['1x\r\n', 'InvalidInput', 'Invalid chunk size line: Invalid Size'],
    ['1\n5', 'InvalidInput', 'Invalid chunk size line: Invalid Size'],
    ['1 2\r\n', 'InvalidInput', 'Invalid chunk size linear white space'],
    ['1;a\n', 'InvalidData', 'invalid chunk extension contains newline'],
    ['1\rx', 'InvalidInput', 'Invalid chunk size LF'],
    ['1\r\n55', 'InvalidInput', 'Invalid chunk body CR'],
    ['1\r\n5\rx', 'InvalidInput', 'Invalid chunk body LF'],
    ['0\r\n\rx', 'InvalidInput', 'Invalid chunk end LF'],
    ['11111111111111111\r\n', 'InvalidData', 'invalid chunk size: overflow'],
    [`1;${'x'.repeat(16_384)}`, 'InvalidData', 'chunk extensions over limit'],
    ['0\r\nx: a\rb\r\n\r\n', 'InvalidInput', 'Invalid trailer end LF'],
    [trailers(101), 'InvalidData', 'chunk trailers count overflow'],
    [trailers(101, 'bad\r\n'), 'InvalidData', 'chunk trailers count overflow'],
    [trailerOf(16_384), 'InvalidData', 'chunk trailers bytes over limit'],
    [`0\r\n${'\n'.repeat(16_384)}`, 'InvalidData', 'chunk trailers bytes over limit'],
  ])('refuses %j', (text, kind, why) => {
    expect(() => chunked().take(bytes(text))).toThrow(`hyper::Error(Body, Custom { kind: ${kind}, error: "${why}" })`);
  });

  it.each([
    ['bad\r\n', 'HeaderName'],
    [': 1\r\n', 'HeaderName'],
    ['x t: 1\r\n', 'HeaderName'],
    ['x : 1\r\n', 'HeaderName'],
    ['x-\xe9: 1\r\n', 'HeaderName'],
    ['x: 1\r\n folded\r\n', 'HeaderName'],
    ['x: \x7f\r\n', 'HeaderValue'],
    ['x: a\x00b\r\n', 'HeaderValue'],
    ['x: 1\ny: 2\r\n', 'TooManyHeaders'],
    ['x: 1\ny z: 1\r\n', 'HeaderName'],
    ['x: 1\ny: 1\n(z\r\n', 'TooManyHeaders'],
  ])('refuses the trailer %j', (text, what) => {
    expect(() => chunked().take(bytes(`0\r\n${text}\r\n`))).toThrow(
      `hyper::Error(Body, Custom { kind: InvalidInput, error: ${what} })`,
    );
  });

  it.each([
    trailers(1, 'x-t:\t\xff \r\n'),
    trailers(1, 'x: 1\n\r\n'),
    trailers(1, 'x: 1\n\n(((\r\n'),
    trailers(1, '\n((\r\n'),
    trailers(1, 'content-length: 5\r\n'),
    trailers(100),
    trailerOf(16_383),
  ])('takes the trailers of %j', (text) => {
    const reader = chunked();
    expect([reader.take(bytes(text)), reader.isDone]).toEqual([text.length, true]);
  });

  it('refuses more than 32 MiB of chunks', () => {
    const reader = chunked();
    reader.take(bytes('2000001\r\n'));
    reader.take(Buffer.alloc(32 * 1024 * 1024));
    expect(() => reader.take(Buffer.alloc(1))).toThrow(BodyTooLong);
  });
});
