import { isUtf8 } from 'node:buffer';
import { MAX_HEAD_BYTES, MAX_HEADERS, MAX_TARGET_BYTES } from '../../core/http-limits.ts';
import { Cursor, END, isToken } from './cursor.ts';
import { MalformedHead, type RefusedStatus } from './malformed-head.ts';
import { headOf, type RequestHead } from './request-head.ts';

/** What the first bytes of a connection, or those after a request, are. */
export type ParsedHead =
  /** More bytes are needed. */
  | { readonly type: 'partial' }
  | { readonly type: 'refused'; readonly status: RefusedStatus }
  | {
      readonly type: 'head';
      readonly head: RequestHead;
      /** How many bytes it takes. */
      readonly length: number;
    };

/**
 * Reads the head of an HTTP/1 request as restate-server's HTTP library (hyper, with httparse) does: Node's own parser
 * knows only some methods, and refuses or rewrites other bytes.
 * Rule: docs/internals/runtime-semantics.md#ingress-http
 */
export function parseHead(bytes: Buffer): ParsedHead {
  try {
    // What is refused does not depend on how many bytes arrive at a time.
    return parsed(new Cursor(bytes.subarray(0, MAX_HEAD_BYTES)));
  } catch (error) {
    if (error instanceof MalformedHead) return { type: 'refused', status: error.status };
    if (error !== END) throw error;
    return bytes.length >= MAX_HEAD_BYTES ? { type: 'refused', status: 431 } : { type: 'partial' };
  }
}

function parsed(cursor: Cursor): ParsedHead {
  cursor.skipEmptyLines();
  const method = cursor.word(isToken);
  const target = cursor.word(isTargetByte);
  if (!isUtf8(Buffer.from(target, 'latin1'))) throw new MalformedHead();
  const isHttp11 = cursor.version();
  cursor.newLine();
  const headers: [string, string][] = [];
  for (let line = cursor.headerLine(); line !== undefined; line = cursor.headerLine()) {
    if (headers.length === MAX_HEADERS) throw new MalformedHead(431);
    headers.push(line);
  }
  if (target.length > MAX_TARGET_BYTES) throw new MalformedHead(414);
  return { type: 'head', head: headOf(method, target, isHttp11, headers), length: cursor.at };
}

const [SPACE, DELETE] = [32, 127];

/** What of these bytes is a URI is checked after the head is complete. */
function isTargetByte(byte: number): boolean {
  return byte > SPACE && byte !== DELETE;
}
