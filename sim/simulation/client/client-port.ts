import type { IngressRequest, IngressResponse } from '../../server/ingress/request.ts';

/** How clients reach a simulation. Issuing a request runs nothing; only waiting does. */
export interface ClientPort {
  /**
   * Issues a request.
   * @param client name of the client in the trace
   * @param answered called once, in the step in which the client gets the response
   */
  issue(client: string, request: IngressRequest, answered: (response: IngressResponse) => void): Issued;
  /**
   * Runs the simulation until a condition holds. It may be called while another wait is pending.
   * @param what the awaited response in a few words, for the error
   * @param here the condition, checked before every step
   * @throws {StuckError} when the run settles first
   */
  until(what: string, here: () => boolean): Promise<void>;
  /** A misuse of the context before now that may be the reason of an error, as a sentence after a space; or empty. */
  readonly misuse: string;
}

/** A request in flight. */
export interface Issued {
  /** Name of the operation: the request, and the invocation that it creates, in plans and traces. */
  readonly operation: string;
  /** The client stops waiting; the server does not notice. */
  abandon(): void;
}
