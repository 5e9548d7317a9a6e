import { UsageError } from '../../core/errors.ts';
import { MAX_HEAD_BYTES, MAX_HEADERS, MAX_TARGET_BYTES } from '../../core/http-limits.ts';
import type { IngressRequest } from '../../server/ingress/request.ts';

/**
 * @returns the request
 * @throws {UsageError} when its path or its headers are larger than a server reads
 */
export function checkedRequest(request: IngressRequest): IngressRequest {
  const { method, path, headers } = request;
  const refuse = (why: string): UsageError =>
    new UsageError('REQUEST_TOO_LARGE', `The request ${method} ${shortened(path)} ${why}`);
  const pathBytes = Buffer.byteLength(path);
  if (pathBytes > MAX_TARGET_BYTES) {
    throw refuse(
      `has a path of ${pathBytes} bytes: a server reads at most ${MAX_TARGET_BYTES} and responds with status 414, so ` +
        'use a hash of the key.',
    );
  }
  if (headers.length > MAX_HEADERS) {
    throw refuse(
      `has ${headers.length} headers: a server reads at most ${MAX_HEADERS}, with those that an HTTP client adds, and ` +
        'responds with status 431, so put some of them into the input.',
    );
  }
  const lines = headers.reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name}: ${value}\r\n`), 0);
  const headBytes = `${method}  HTTP/1.1\r\n\r\n`.length + pathBytes + lines;
  if (headBytes > MAX_HEAD_BYTES) {
    throw refuse(
      `has a path and headers of ${headBytes} bytes: a server reads at most ${MAX_HEAD_BYTES} and responds with status ` +
        '431, so hash a long idempotency key, and put long headers into the input.',
    );
  }
  return request;
}

const MAX_SHOWN = 60;

function shortened(path: string): string {
  return path.length <= MAX_SHOWN ? path : `${path.slice(0, MAX_SHOWN)}...`;
}
