export type RefusedStatus = 400 | 414 | 431;

/** Which part of a header is malformed, as the server's HTTP library names it. */
export type HeaderPart = 'HeaderName' | 'HeaderValue';

/** The bytes are no head of a request. The server responds with this status alone, and closes the connection. */
export class MalformedHead extends Error {
  readonly status: RefusedStatus;
  /** Undefined where it is not in a header. */
  readonly part: HeaderPart | undefined;

  constructor(status: RefusedStatus = 400, part?: HeaderPart) {
    super(`malformed request head, status ${status}`);
    this.status = status;
    this.part = part;
  }
}
