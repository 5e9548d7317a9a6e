import type { BoundService } from '../../attempt/definition.ts';
import { needsBody } from '../../server/ingress/read-head.ts';
import { Refusal } from '../../server/ingress/refusal.ts';
import { CONNECTION_LOST, type IngressRequest, type IngressResponse } from '../../server/ingress/request.ts';
import { jsonResponse, refusalResponse, TOO_LARGE } from '../../server/ingress/responses.ts';
import type { ClientPort } from './client-port.ts';
import { exchange } from './fetch.ts';

/** The ingress for what speaks HTTP itself: no part of a request is resolved, encoded or joined with another. */
export interface HttpIngress {
  /** Whether the response may depend on the body. The server sends it before the body has arrived where it does not. */
  readonly needsBody: (head: Omit<IngressRequest, 'body'>) => boolean;
  /**
   * @param gone aborts when the client has gone
   * @param before runs before the request is issued; the client gets its error as it gets one of the request
   * @returns undefined: the connection breaks
   */
  readonly answer: (
    request: IngressRequest,
    gone: AbortSignal,
    before?: () => Promise<void>,
  ) => Promise<HttpAnswer | undefined>;
  /** The response to a body that cannot be read. */
  readonly bodyRefusal: (status: 413 | 500, why: string) => HttpAnswer;
  /** The response to a body whose declared length is above the limit. */
  readonly tooLong: HttpAnswer;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  /** Responses of the outermost layers of the server have no headers of CORS. */
  readonly isBare: boolean;
  /** Whether the connection ends with this response. */
  readonly isLast: boolean;
}

/** @param services the bound services; read for each request */
export function httpIngressFor(
  port: ClientPort,
  services: () => ReadonlyMap<string, BoundService>,
  rules: Parameters<typeof needsBody>[1],
): HttpIngress {
  return {
    needsBody: (head) => needsBody(services(), rules, head),
    answer: async (request, gone, before) => {
      try {
        await before?.();
        const response = await exchange(port, 'fetch', request, gone);
        return response.status === CONNECTION_LOST.status ? undefined : answerOf(response);
      } catch (error) {
        // What can never be answered says why; a client that has gone is sent nothing.
        return gone.aborted ? undefined : failed(error);
      }
    },
    bodyRefusal: (status, why) => ({
      ...answerOf(refusalResponse(new Refusal(status, `cannot read body: ${why}`))),
      isLast: status === 500,
    }),
    tooLong: answerOf(TOO_LARGE),
  };
}

function answerOf(response: IngressResponse): HttpAnswer {
  return {
    status: response.status,
    headers: Object.entries(response.headers),
    body: response.body,
    isBare: response.transport !== undefined,
    isLast: response.transport?.isLast === true,
  };
}

function failed(error: unknown): HttpAnswer {
  const message = error instanceof Error ? error.message : String(error);
  return answerOf(jsonResponse(500, { message }));
}
