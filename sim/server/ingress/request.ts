/** An HTTP request as it reaches the ingress. */
export interface IngressRequest {
  readonly method: string;
  /** Begins with a slash, carries the query; keys and values in it are URL-encoded. */
  readonly path: string;
  /** In order; names in any case. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

/** A response of the ingress, without transport headers (length, CORS, date). */
export interface IngressResponse {
  /** HTTP status; 0 when there is no response, see {@link CONNECTION_LOST}. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Set where the HTTP layer of the server responds, before or after the ingress: it adds no headers of CORS. */
  readonly transport?: {
    /** Whether the connection ends with this response. */
    readonly isLast: boolean;
  };
}

export const EMPTY_BODY: Uint8Array = new Uint8Array(0);

/** The connection broke while the request was open: the client does not know whether the server has accepted it. */
export const CONNECTION_LOST: IngressResponse = { status: 0, headers: {}, body: EMPTY_BODY };

/** @param name in lower case @returns the first header of this name */
export function headerOf(request: Pick<IngressRequest, 'headers'>, name: string): string | undefined {
  return request.headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

/** @returns the path without trailing slashes and without a double leading one, and the query without its `?` */
export function splitPath(pathAndQuery: string): { readonly path: string; readonly query: string | undefined } {
  const mark = pathAndQuery.indexOf('?');
  const path = mark < 0 ? pathAndQuery : pathAndQuery.slice(0, mark);
  const trimmed = path.endsWith('/') || path.startsWith('//') ? `/${path.replace(/^\/+|\/+$/g, '')}` : path;
  return { path: trimmed, query: mark < 0 ? undefined : pathAndQuery.slice(mark + 1) };
}

/** @returns the first query parameter of this name, in upper or lower case */
export function queryParameter(query: string | undefined, name: string): string | undefined {
  if (query === undefined) return undefined;
  for (const [key, value] of new URLSearchParams(query)) if (key.toLowerCase() === name) return value;
  return undefined;
}
