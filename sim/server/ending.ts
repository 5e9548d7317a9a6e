import type { AttemptError } from '../attempt/attempt.ts';
import type { Step } from '../core/agenda.ts';
import type { Footprint } from '../core/footprint.ts';
import type { AttemptStream } from './attempt-stream.ts';
import type { Invocation } from './invocation.ts';
import type { Server } from './server.ts';

/** What ending an invocation touches: its lock, whoever is next in line, and everybody who is told. */
export function endFootprint(server: Server, invocation: Invocation): Footprint {
  const writes = [invocation.journalResource, `idempotency:${invocation.id}`];
  if (invocation.stream !== undefined) writes.push(invocation.stream.resource);
  const { objectKey, partition } = invocation.origin;
  if (objectKey !== undefined && invocation.exclusive) {
    writes.push(objectKey.lockResource, objectKey.inboxResource);
    // An operator's replacement of the state may be next in line.
    if (objectKey.inbox.some(({ kind }) => kind === 'mutation')) writes.push(objectKey.state.allResource);
  }
  // A workflow's state and promises go with its record, at once where none is retained.
  if (objectKey !== undefined && invocation.handler.kind === 'WORKFLOW') {
    writes.push(objectKey.state.allResource, server.promises.resource(objectKey, '*'));
  }
  for (const waiter of invocation.waiters) {
    writes.push(
      waiter.kind === 'ingress'
        ? `client:${waiter.operation}`
        : server.outbox.resource(partition, server.partitionOf(waiter.invocation)),
    );
  }
  return { reads: ['clock', 'process'], writes };
}

/** What the failure of an attempt touches: no more than its invocation, unless it is the last one. */
export function failFootprint(server: Server, stream: AttemptStream, error?: AttemptError): Footprint {
  const { invocation } = stream;
  const mayEnd =
    error?.behavior === 'fail' ||
    server.options.disableRetries ||
    invocation.handler.options.retryPolicy.onMaxAttempts === 'kill';
  if (!mayEnd) return { reads: ['clock', 'process'], writes: [invocation.journalResource, stream.resource] };
  const { reads, writes } = endFootprint(server, invocation);
  return { reads, writes: [...writes, stream.resource] };
}

/** A step whose footprint is worked out when it is asked for, because what it will touch may change while it waits. */
export class DeclaredStep implements Step {
  readonly chain: string;
  readonly address: string;
  readonly runsUserCode: boolean;
  readonly perform: () => void;
  readonly #footprint: () => Footprint;

  constructor(address: string, runsUserCode: boolean, footprint: () => Footprint, perform: () => void) {
    this.chain = address;
    this.address = address;
    this.runsUserCode = runsUserCode;
    this.#footprint = footprint;
    this.perform = perform;
  }

  get footprint(): Footprint {
    return this.#footprint();
  }
}
