/** Bodies and what says how long they are, simplest first. One character is one byte. */

/** Header lines that say how long a body is: with a body that has no framing of its own. */
export const FRAMING_LINES: readonly (readonly string[])[] = [
  ['content-length: 0'],
  ['content-length: 1'],
  ['content-length: 01'],
  ['content-length: +1'],
  ['content-length: -1'],
  ['content-length: x'],
  ['content-length:'],
  ['content-length: 1, 1'],
  ['content-length: 1', 'content-length: 1'],
  ['content-length: 1', 'content-length: 2'],
  ['content-length: 18446744073709551615'],
  ['content-length: 18446744073709551616'],
  ['content-length: 33554433'],
  ['transfer-encoding: gzip'],
  ['transfer-encoding: identity'],
  ['transfer-encoding: chunked, gzip'],
  ['transfer-encoding:'],
];

const TRAILERS: readonly string[] = [
  'content-length: 5',
  'x-t:\t\xff ',
  'bad',
  ': 1',
  'x t: 1',
  'x : 1',
  'x-\xe9: 1',
  'x: 1\r\n folded',
  'x: \x7f',
  'x: a\x00b',
  'x: a\rb',
  'x: 1\ny: 2',
  'x: 1\n',
  'x: 1\ny z: 1',
  'x: 1\ny: 1\n(z',
  '\n(z',
];

/** A chunked body, and the header lines before it. */
export const CHUNKED_BODIES: readonly (readonly [lines: readonly string[], content: string])[] = [
  [['transfer-encoding: chunked'], '1\r\n5\r\n0\r\n\r\n'],
  [['Transfer-Encoding: Chunked'], '1\r\n5\r\n0\r\n\r\n'],
  [['transfer-encoding: gzip, chunked'], '1\r\n5\r\n0\r\n\r\n'],
  [['transfer-encoding: gzip', 'transfer-encoding: chunked'], '1\r\n5\r\n0\r\n\r\n'],
  [['transfer-encoding: chunked', 'content-length: 1'], '1\r\n5\r\n0\r\n\r\n'],
  [['content-length: 1', 'x-a: 1', 'transfer-encoding: chunked'], '1\r\n5\r\n0\r\n\r\n'],
  [['transfer-encoding: chunked'], '1 ;a="b"\r\n5\r\n000\r\n\r\n'],
  [['transfer-encoding: chunked'], '1\r\n5\r\n0\r\nx-t: 1\r\n\r\n'],
  [['transfer-encoding: chunked'], '1\n5\r\n0\r\n\r\n'],
  [['transfer-encoding: chunked'], '1\r\n5x\r\n0\r\n\r\n'],
  [['transfer-encoding: chunked'], 'x\r\n5\r\n0\r\n\r\n'],
  [['transfer-encoding: chunked'], '\r\n5\r\n0\r\n\r\n'],
  [['transfer-encoding: chunked'], '-1\r\n5\r\n0\r\n\r\n'],
  [['transfer-encoding: chunked'], '11111111111111111\r\n5\r\n0\r\n\r\n'],
  ...trailers(),
];

/** Fields after the last chunk. */
function trailers(): (readonly [lines: readonly string[], content: string])[] {
  const repeated = [
    'x: 1\r\n'.repeat(100),
    'x: 1\r\n'.repeat(101),
    'bad\r\n'.repeat(101),
    `x: ${'v'.repeat(16_376)}\r\n`,
    `x: ${'v'.repeat(16_377)}\r\n`,
  ];
  return [...TRAILERS.map((line) => `${line}\r\n`), ...repeated].map(
    (fields) => [['transfer-encoding: chunked'], `1\r\n5\r\n0\r\n${fields}\r\n`] as const,
  );
}
