export type RefusedStatus = 400 | 414 | 431;

/** The bytes are no head of a request. The server responds with this status alone, and closes the connection. */
export class MalformedHead extends Error {
  readonly status: RefusedStatus;

  constructor(status: RefusedStatus = 400) {
    super(`malformed request head, status ${status}`);
    this.status = status;
  }
}
