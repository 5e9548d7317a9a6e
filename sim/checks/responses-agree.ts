import type { EventOf } from '../trace/event.ts';
import { wrongIn, type Holds } from './verdicts.ts';
import type { Invariant, StateView } from './invariant.ts';
import { decodePayload } from './naming.ts';

/** A response that a client got, with the request that it belongs to. */
export interface ClientResponse {
  /** Address of the request, for example `b`. */
  readonly operation: string;
  readonly service: string;
  /** Key of the object or workflow; empty for plain services. */
  readonly key: string;
  readonly handler: string;
  /** Input of the request, decoded from JSON. */
  readonly input: unknown;
  /** HTTP status; 0 when the connection broke before a response came. */
  readonly status: number;
  /** Body of the response, decoded from JSON; for a failure, its error object. */
  readonly output: unknown;
}

/**
 * An invariant over all responses that clients got in a run, checked when the run has settled.
 * @param name what holds, in words; it is printed when the invariant is broken
 * @param holds returns `true`, or says what is wrong; `responses` are in the order in which clients got them
 */
export function responsesAgree(
  name: string,
  holds: (responses: readonly ClientResponse[], view: StateView) => Holds,
): Invariant {
  return {
    name,
    watch: (view) => {
      const requests = new Map<string, EventOf<'operation'>>();
      const responses: ClientResponse[] = [];
      let judged = 0;
      return {
        sees: new Set(['operation', 'answer']),
        see: (event) => {
          if (event.type === 'operation') requests.set(event.operation, event);
          const request = event.type === 'answer' ? requests.get(event.operation) : undefined;
          if (event.type !== 'answer' || request === undefined) return undefined;
          const { service, handler, key = '' } = request.target;
          const { operation, status, body } = event;
          const [input, output] = [decodePayload(request.input), decodePayload(body)];
          responses.push({ operation, service, key, handler, input, status, output });
          return undefined;
        },
        end: () => {
          if (responses.length > 0) judged++;
          const wrong = wrongIn(name, holds(responses, view));
          return wrong === undefined ? undefined : { message: wrong, events: [] };
        },
        exercised: () => judged,
      };
    },
  };
}
