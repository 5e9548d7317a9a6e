import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';

/** What an HTTP exchange was answered. */
export interface Reply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * One HTTP exchange on a connection of its own. Not `fetch`, because a request here may break off at any moment, must
 * not be repeated behind our back, and sends no header that was not asked for.
 */
export function exchange(url: string, options: ExchangeOptions): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const request = url.startsWith('https:') ? requestSecure : requestPlain;
  const outgoing = request(
    url,
    {
      method: options.method,
      headers: { ...options.headers },
      agent: false,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    },
    (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        resolve({
          status: incoming.statusCode ?? 0,
          headers: Object.fromEntries(
            Object.entries(incoming.headers).map(([name, value]) => [name, String(value ?? '')]),
          ),
          body: Buffer.concat(chunks).toString('utf8'),
        });
      });
    },
  );
  outgoing.on('error', reject);
  outgoing.end(options.body);
  return promise;
}

export interface ExchangeOptions {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}
