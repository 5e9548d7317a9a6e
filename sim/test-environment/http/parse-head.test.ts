import { describe, expect, it } from 'vitest';
import { parseHead } from './parse-head.ts';

// Recorded on restate-server 1.7.12: what it refuses as malformed, and what it takes.

const parse = (text: string): ReturnType<typeof parseHead> => parseHead(Buffer.from(text, 'latin1'));

function headOf(text: string): unknown {
  const parsed = parse(text);
  return parsed.type === 'head' ? parsed.head : parsed;
}

const head = (line: string, ...headers: string[]): string => `${[line, ...headers].join('\r\n')}\r\n\r\n`;
const POST = 'POST /S/h HTTP/1.1';

describe('parseHead', () => {
  it.each([
    ['any token as a method', head("P!#$%&'*+.^_`|~ / HTTP/1.1"), { method: "P!#$%&'*+.^_`|~" }],
    ['a method in lower case', head('post / HTTP/1.1'), { method: 'post' }],
    ['dot segments', head('GET /O/../k/./h?x=.. HTTP/1.1'), { path: '/O/../k/./h?x=..' }],
    ['percent encodings', head('GET /%ff%2E%zz% HTTP/1.1'), { path: '/%ff%2E%zz%' }],
    ['UTF-8', head('GET /\xc3\xa9?\xc3\xa9 HTTP/1.1'), { path: '/é?é' }],
    ['quotes and braces in a path', head('GET /"{|}^\\[] HTTP/1.1'), { path: '/"{|}^\\[]' }],
    ['a fragment, which is dropped', head('GET /a?b#c HTTP/1.1'), { path: '/a?b' }],
    ['an absolute target', head('GET HTTP://u@x:1/a?b HTTP/1.1'), { path: '/a?b' }],
    ['an absolute target without a path', head('GET http://x HTTP/1.1'), { path: '/' }],
    ['an authority', head('CONNECT [::1]:80 HTTP/1.1'), { path: '' }],
    ['an asterisk', head('OPTIONS * HTTP/1.1'), { path: '*' }],
    ['HTTP/1.0', head('GET / HTTP/1.0'), { isHttp11: false, keepsAlive: false }],
    ['HTTP/1.0 that keeps alive', head('GET / HTTP/1.0', 'connection: Keep-Alive'), { keepsAlive: true }],
    ['a connection that closes', head(POST, 'connection: x, Close'), { keepsAlive: false }],
    ['bare line feeds', 'GET / HTTP/1.1\nA: b\n\n', { headers: [['a', 'b']] }],
    ['empty lines before it', `\r\n\n${head('GET / HTTP/1.1')}`, { method: 'GET' }],
    ['blanks around a value', head(POST, 'x:\t a b \t'), { headers: [['x', 'a b']] }],
    ['bytes of a value', head(POST, 'x: \xff\x80'), { headers: [['x', '\xff\x80']] }],
    ['no value', head(POST, 'x:'), { headers: [['x', '']] }],
    ['a length', head(POST, 'content-length: 012'), { framing: { type: 'length', bytes: 12 } }],
    ['a repeated length', head(POST, 'content-length: 1', 'content-length: 1'), { headers: [['content-length', '1']] }],
    ['chunks', head(POST, 'transfer-encoding: gzip, Chunked'), { framing: { type: 'chunked' } }],
    ['a client that waits', head(POST, 'content-length: 1', 'expect: 100-Continue'), { expectsContinue: true }],
    ['a client that need not wait', head(POST, 'expect: 100-continue'), { expectsContinue: false }],
    [
      'an encoding and a length: the connection ends, and the last header takes the place of the length',
      head(POST, 'content-length: 1', 'a: 1', 'b: 2', 'transfer-encoding: chunked'),
      {
        keepsAlive: false,
        headers: [
          ['b', '2'],
          ['a', '1'],
          ['transfer-encoding', 'chunked'],
        ],
      },
    ],
  ])('takes %s', (_title, text, expected) => {
    expect(headOf(text)).toMatchObject(expected);
  });

  it.each([
    ['a method that is no token', head('P(ST / HTTP/1.1')],
    ['no method', head(' / HTTP/1.1')],
    ['no target', head('GET  HTTP/1.1')],
    ['a target without a slash', head('GET a/b HTTP/1.1')],
    ['a target that is a query', head('GET ?x HTTP/1.1')],
    ['a scheme without an authority', head('GET http:///a HTTP/1.1')],
    ['an authority with two ports', head('GET x:1:2 HTTP/1.1')],
    ['an angle bracket in a path', head('GET /< HTTP/1.1')],
    ['a backquote in a path', head('GET /` HTTP/1.1')],
    ['a double quote in a query', head('GET /?" HTTP/1.1')],
    ['a path that is not UTF-8', head('GET /\xe9 HTTP/1.1')],
    ['a control character in a path', head('GET /\x01 HTTP/1.1')],
    ['another version', head('GET / HTTP/1.2')],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a blank after the version', head('GET / HTTP/1.1 ')],
    ['a blank before the colon', head(POST, 'x : 1')],
    ['a header without a colon', head(POST, 'x')],
    ['a header without a name', head(POST, ': 1')],
    ['a folded header', head(POST, 'x: 1', ' 2')],
    ['a control character in a value', head(POST, 'x: a\x01b')],
    ['a carriage return in a value', head(POST, 'x: a\rb')],
    ['a length that is no number', head(POST, 'content-length: +1')],
    ['no length', head(POST, 'content-length:')],
    ['two lengths', head(POST, 'content-length: 1', 'content-length: 2')],
    ['a list of lengths', head(POST, 'content-length: 1, 1')],
    ['an unknown encoding', head(POST, 'transfer-encoding: gzip')],
    ['an encoding in HTTP/1.0', head('POST / HTTP/1.0', 'transfer-encoding: chunked')],
  ])('refuses %s', (_title, text) => {
    expect(headOf(text)).toEqual({ type: 'refused', status: 400 });
  });

  it('refuses a long target, many headers and a large head with statuses of their own', () => {
    const headers = (count: number): string[] => Array.from({ length: count }, (_, place) => `x${place}: 1`);
    expect(headOf(head(`GET /${'a'.repeat(65_533)} HTTP/1.1`))).toMatchObject({ method: 'GET' });
    expect(headOf(head(`GET /${'a'.repeat(65_534)} HTTP/1.1`))).toEqual({ type: 'refused', status: 414 });
    expect(headOf(head(POST, ...headers(100)))).toMatchObject({ method: 'POST' });
    expect(headOf(head(POST, ...headers(101)))).toEqual({ type: 'refused', status: 431 });
    expect(parse(`GET / HTTP/1.1\r\nx: ${'a'.repeat(417_792)}`)).toEqual({ type: 'refused', status: 431 });
    expect(headOf(head(POST, 'content-length: 18446744073709551615'))).toEqual({ type: 'refused', status: 431 });
  });

  it('refuses a head of one byte more than the limit, complete or not, odd or not', () => {
    const [start, limit] = [`${POST}\r\nx: `, 417_792];
    const ofLength = (length: number, end = '\r\n\r\n'): string =>
      start + 'a'.repeat(length - start.length - end.length) + end;
    expect(parse(ofLength(limit))).toMatchObject({ type: 'head', length: limit });
    expect(parse(ofLength(limit, ''))).toEqual({ type: 'refused', status: 431 });
    expect(parse(ofLength(limit - 1, ''))).toEqual({ type: 'partial' });
    expect(parse(ofLength(limit + 1))).toEqual({ type: 'refused', status: 431 });
    expect(parse(ofLength(limit + 1, '\0'))).toEqual({ type: 'refused', status: 431 });
  });

  it('waits for the end of a head, and not for the end of an odd one', () => {
    const whole = head(POST, 'a: b');
    for (let end = 0; end < whole.length; end++) expect(parse(whole.slice(0, end))).toEqual({ type: 'partial' });
    expect(parse(`${whole}rest`)).toMatchObject({ type: 'head', length: whole.length });
    expect(parse('GET / HTTP/2')).toEqual({ type: 'refused', status: 400 });
  });
});
