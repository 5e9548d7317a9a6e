import type { AttemptError } from '../attempt/attempt.ts';
import type { Footprint } from '../core/footprint.ts';
import type { AttemptStream } from './attempt-stream.ts';
import type { Invocation } from './invocation.ts';
import type { ServerOptions } from './options.ts';
import { promiseResource } from './promises.ts';
import { endsWhenExhausted } from './retries.ts';

/** What the end of an invocation touches, and the failure of an attempt, which may be the end of its invocation. */
export class EndFootprints {
  readonly #options: Pick<ServerOptions, 'disableRetries'>;
  readonly #streams: { of(invocation: Invocation): AttemptStream | undefined };
  readonly #outbox: { resourceTo(from: number, invocationId: string): string };

  constructor(
    options: Pick<ServerOptions, 'disableRetries'>,
    streams: { of(invocation: Invocation): AttemptStream | undefined },
    outbox: { resourceTo(from: number, invocationId: string): string },
  ) {
    this.#options = options;
    this.#streams = streams;
    this.#outbox = outbox;
  }

  /** What ending an invocation touches: its lock, the next in line, and every caller and client that waits for it. */
  ofEnd(invocation: Invocation): Footprint {
    const writes = [invocation.journalResource, `idempotency:${invocation.id}`];
    const stream = this.#streams.of(invocation);
    if (stream !== undefined) writes.push(stream.resource);
    const { objectKey, partition } = invocation.origin;
    writes.push(...invocation.lockResources);
    // An operator's replacement of the state may be next in line.
    if (objectKey !== undefined && invocation.exclusive && objectKey.inbox.some(({ kind }) => kind === 'mutation')) {
      writes.push(objectKey.state.allResource);
    }
    // A workflow's state and promises go with its record, at once where none is retained.
    if (objectKey !== undefined && invocation.origin.kind === 'WORKFLOW') {
      writes.push(objectKey.state.allResource, promiseResource(objectKey, '*'));
    }
    for (const waiter of invocation.waiters) {
      writes.push(
        waiter.kind === 'ingress'
          ? `client:${waiter.operation}`
          : this.#outbox.resourceTo(partition, waiter.invocation),
      );
    }
    return { reads: ['clock', 'process'], writes };
  }

  /** What the failure of an attempt touches: only its invocation, unless that may end by it. */
  ofFailure(stream: AttemptStream, error?: AttemptError): Footprint {
    const { invocation } = stream;
    if (error?.behavior !== 'fail' && !endsWhenExhausted(invocation, this.#options)) {
      return { reads: ['clock', 'process'], writes: [invocation.journalResource, stream.resource] };
    }
    const { reads, writes } = this.ofEnd(invocation);
    return { reads, writes: [...writes, stream.resource] };
  }
}
