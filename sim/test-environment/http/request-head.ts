import { isVisibleAscii } from '../../core/visible-ascii.ts';
import { MalformedHead } from './malformed-head.ts';
import { pathAndQueryOf } from './path-and-query-of.ts';

/** The head of a request. */
export interface RequestHead {
  /** In any case: HTTP has no list of methods. */
  readonly method: string;
  /** Path and query as they came, dot segments and all. */
  readonly path: string;
  readonly isHttp11: boolean;
  /** In order, names in lower case; characters of values are bytes. */
  readonly headers: readonly (readonly [string, string])[];
  readonly framing: Framing;
  /** Whether the client lets the connection live on. */
  readonly keepsAlive: boolean;
  /** Whether the client waits for `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean;
}

/** How the end of a body is found. */
export type Framing = { readonly type: 'length'; readonly bytes: number } | { readonly type: 'chunked' };

/** @throws {MalformedHead} when the target is no URI, or the headers contradict each other about the body */
export function headOf(
  method: string,
  target: string,
  isHttp11: boolean,
  lines: readonly (readonly [string, string])[],
): RequestHead {
  const path = pathAndQueryOf(target);
  const headers: (readonly [string, string])[] = [];
  let length: number | undefined;
  let encoding: 'none' | 'chunked' | 'other' = 'none';
  let keepsAlive = isHttp11;
  let hasLength = false;
  let expects = '';
  for (const line of lines) {
    const [name, value] = line;
    if (name === 'transfer-encoding') {
      if (!isHttp11) throw new MalformedHead();
      if (encoding === 'none') removeLength(headers);
      encoding = hasToken(value.slice(value.lastIndexOf(',') + 1), 'chunked') ? 'chunked' : 'other';
    } else if (name === 'content-length') {
      hasLength = true;
      // An encoding says more than a length, and a length that is repeated says nothing new.
      if (encoding !== 'none') continue;
      const given = lengthOf(value);
      if (length !== undefined && given !== length) throw new MalformedHead();
      if (length !== undefined) continue;
      length = given;
    } else if (name === 'connection') {
      keepsAlive = keepsAlive ? !hasToken(value, 'close') : hasToken(value, 'keep-alive');
    } else if (name === 'expect') {
      expects = value.toLowerCase();
    }
    headers.push(line);
  }
  if (encoding === 'other') throw new MalformedHead();
  const framing: Framing = encoding === 'chunked' ? { type: 'chunked' } : { type: 'length', bytes: length ?? 0 };
  const hasBody = framing.type === 'chunked' || framing.bytes > 0;
  return {
    method,
    path,
    isHttp11,
    headers,
    framing,
    keepsAlive: keepsAlive && !(encoding === 'chunked' && hasLength),
    expectsContinue: hasBody && isHttp11 && expects === '100-continue',
  };
}

/** The server's map of headers fills the gap with its last entry. */
function removeLength(headers: (readonly [string, string])[]): void {
  const place = headers.findIndex(([name]) => name === 'content-length');
  const last = place < 0 ? undefined : headers.pop();
  if (last !== undefined && place < headers.length) headers[place] = last;
}

const MAX_U64 = 2n ** 64n - 1n;
/** The two highest lengths mean other things to the server's HTTP library. */
const MAX_LENGTH = MAX_U64 - 2n;

function lengthOf(value: string): number {
  if (!/^\d+$/.test(value) || BigInt(value) > MAX_U64) throw new MalformedHead();
  if (BigInt(value) > MAX_LENGTH) throw new MalformedHead(431);
  return Number(value);
}

/** Whether a list of tokens, separated by commas, has this one. A value that is not ASCII has none. */
function hasToken(value: string, token: string): boolean {
  if (!isVisibleAscii(value)) return false;
  return value.split(',').some((part) => part.trim().toLowerCase() === token);
}
