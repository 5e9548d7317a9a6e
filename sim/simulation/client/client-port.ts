import type { IngressRequest, IngressResponse } from '../../server/ingress/request.ts';

/** How clients reach a world. Nothing in it moves by issuing a request, only by waiting. */
export interface ClientPort {
  /**
   * Puts a request on its way.
   * @param client who asks, as the trace shall name it
   * @param answered called once, in the step in which the client receives the answer
   */
  issue(client: string, request: IngressRequest, answered: (response: IngressResponse) => void): Issued;
  /**
   * Moves the world until something is here. May be called again while another wait is under way.
   * @param what a few words for the error
   * @param here looked at before every step
   * @throws when the world comes to rest first
   */
  until(what: string, here: () => boolean): Promise<void>;
}

/** A request that is on its way. */
export interface Issued {
  /** Name of the operation: what plans and traces call the request and the invocation it creates. */
  readonly operation: string;
  /** The client stops waiting; the server does not notice. */
  abandon(): void;
}
