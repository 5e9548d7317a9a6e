import { STATUS_CODES } from 'node:http';

export interface WireResponse {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

/** What of the request and its connection a response depends on. */
export interface ResponseContext {
  readonly method: string;
  readonly isHttp11: boolean;
  readonly keepsAlive: boolean;
}

/** @param now the time for the `date` header, in ms since the Unix epoch */
export function responseBytes(
  { status, headers, body }: WireResponse,
  { method, isHttp11, keepsAlive }: ResponseContext,
  now: number,
): Buffer {
  const hasNoBody = status === 204 || status === 304;
  const isConnected = method === 'CONNECT' && status >= 200 && status < 300;
  const lines = [`HTTP/1.${isHttp11 ? 1 : 0} ${status} ${reasonOf(status)}`];
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  if (keepsAlive !== isHttp11) lines.push(`connection: ${keepsAlive ? 'keep-alive' : 'close'}`);
  if (!hasNoBody && !isConnected) lines.push(`content-length: ${body.length}`);
  lines.push(`date: ${new Date(now).toUTCString()}`, '', '');
  const head = Buffer.from(lines.join('\r\n'), 'latin1');
  return method === 'HEAD' || hasNoBody || isConnected ? head : Buffer.concat([head, body]);
}

/** The phrases of the server's HTTP library. A few are not those of Node, and any other status has none. */
function reasonOf(status: number): string {
  return status in REASONS ? (REASONS[status] ?? UNKNOWN_REASON) : (STATUS_CODES[status] ?? UNKNOWN_REASON);
}

const UNKNOWN_REASON = '<none>';
const REASONS: Readonly<Record<number, string | undefined>> = {
  203: 'Non Authoritative Information',
  418: "I'm a teapot",
  509: undefined,
};
