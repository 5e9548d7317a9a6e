import type { Footprint } from '../../core/footprint.ts';
import type { Outcome } from '../../journal/outcome.ts';
import type { InvokeRequest } from '../acceptance.ts';
import type { Server } from '../server.ts';
import type { IngressRequest, IngressResponse } from './request.ts';

// PLACEHOLDER of the integrator, to be replaced by the helper's full ingress.
export class Ingress {
  readonly #server: Server;
  constructor(server: Server) {
    this.#server = server;
  }
  footprint(operation: string, request: IngressRequest): Footprint {
    const r = this.#parse(operation, request, undefined);
    return r === undefined ? { reads: [], writes: [] } : this.#server.acceptance.footprint(r);
  }
  handle(operation: string, request: IngressRequest, respond: (response: IngressResponse) => void): void {
    const r = this.#parse(operation, request, respond);
    if (r === undefined) {
      respond({ status: 404, headers: {}, body: new Uint8Array() });
      return;
    }
    const { invocation } = this.#server.acceptance.apply(r);
    if (r.waiter === undefined)
      respond({ status: 202, headers: {}, body: new TextEncoder().encode(JSON.stringify({ invocationId: invocation.id, status: 'Accepted' })) });
  }
  #parse(operation: string, request: IngressRequest, respond: ((r: IngressResponse) => void) | undefined): InvokeRequest | undefined {
    const parts = (request.path.split('?')[0] ?? '').split('/').slice(1).map(decodeURIComponent);
    const send = parts.at(-1) === 'send';
    if (send) parts.pop();
    const target = parts.length === 3 ? { service: parts[0] ?? '', key: parts[1] ?? '', handler: parts[2] ?? '' } : { service: parts[0] ?? '', handler: parts[1] ?? '' };
    const handler = this.#server.handler(target);
    if (handler === undefined) return undefined;
    const bare = {
      address: operation, target, handler, headers: [], input: request.body,
      idempotencyKey: request.headers.find(([n]) => n === 'idempotency-key')?.[1] ?? `hidden ${operation}`,
      executeAtMs: undefined, by: operation,
      waiter: send || respond === undefined ? undefined : { kind: 'ingress' as const, operation, answer: (o: Outcome) => respond('ok' in o ? { status: 200, headers: {}, body: o.ok } : { status: o.failure.code, headers: {}, body: new TextEncoder().encode(JSON.stringify(o.failure)) }) },
    };
    return { ...bare, id: this.#server.acceptance.identify(bare).id };
  }
}
