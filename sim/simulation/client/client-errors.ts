import type { TerminalError } from '@restatedev/restate-sdk';
import type { Sdk } from '../../attempt/sdk-shape.ts';
import { SimulationError } from '../../core/errors.ts';
import { CONNECTION_LOST, type IngressResponse } from '../../server/ingress/request.ts';
import { decodeUtf8 } from '../../core/utf8.ts';

/** The ingress refused a request, and no handler was called. `status` is the HTTP status, for example 404 or 470. */
export class IngressError extends SimulationError {
  readonly status: number;

  constructor(status: number, message: string) {
    super('INGRESS_ERROR', message);
    this.status = status;
  }
}

/** The connection broke while a client waited. Whether the server has accepted the request is unknown. */
export class ConnectionLost extends SimulationError {
  constructor(what: string) {
    super(
      'CONNECTION_LOST',
      `${what} does not arrive: the connection broke. The server may or may not have accepted the request.`,
    );
  }
}

/** The client stopped waiting; the invocation continues. */
export class Abandoned extends SimulationError {
  constructor(what: string) {
    super('ABANDONED', `${what} does not arrive: the client has abandoned the request.`);
  }
}

/**
 * @param what the awaited response in a few words, for the error
 * @returns why the request failed; undefined when it succeeded. A failure of the handler is the SDK's `TerminalError` with
 *   code, message and metadata, even where its code makes the HTTP status look like success.
 */
export function failureOf(
  response: IngressResponse,
  what: string,
  sdk: Sdk,
): TerminalError | IngressError | ConnectionLost | undefined {
  if (response.status === CONNECTION_LOST.status) return new ConnectionLost(what);
  const source = response.headers['x-restate-error-source'];
  if (source === undefined && response.status < 400) return undefined;
  const { code = response.status, message = '', metadata } = errorBody(response);
  if (source !== 'invocation') return new IngressError(response.status, message);
  return new sdk.exports.TerminalError(message, { errorCode: code, ...(metadata !== undefined && { metadata }) });
}

interface ErrorBody {
  readonly code?: number;
  readonly message?: string;
  readonly metadata?: Record<string, string>;
}

/** A body that is too long is refused in plain text. */
function errorBody({ headers, body }: IngressResponse): ErrorBody {
  const text = decodeUtf8(body);
  if (headers['content-type'] !== 'application/json') return { message: text };
  return text === '' ? {} : (JSON.parse(text) as ErrorBody);
}
