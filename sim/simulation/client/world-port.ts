import type { IngressRequest, IngressResponse } from '../../server/ingress/request.ts';
import type { Assembled } from '../run/assemble.ts';
import type { ClientPort, Issued } from './client-port.ts';
import { misuseNote } from '../run/misuse-note.ts';
import type { Mover } from '../run/mover.ts';
import { operationName } from './operation-name.ts';
import { purposeOf } from './purpose-of.ts';

/** Connects the clients of a test to a simulation. */
export class WorldPort implements ClientPort {
  readonly #assembled: Assembled;
  readonly #mover: Mover;
  #issued = 0;

  constructor(assembled: Assembled, mover: Mover) {
    this.#assembled = assembled;
    this.#mover = mover;
  }

  issue(client: string, request: IngressRequest, answered: (response: IngressResponse) => void): Issued {
    const { operations, server } = this.#assembled;
    const operation = operationName(this.#issued++);
    operations.issue({ id: operation, client, request, ...purposeOf(request, server.services) }, answered);
    return { operation, abandon: () => operations.abandon(operation) };
  }

  until(what: string, here: () => boolean): Promise<void> {
    return this.#mover.until(what, here);
  }

  get misuse(): string {
    return misuseNote(this.#assembled.world.trace.events);
  }
}
