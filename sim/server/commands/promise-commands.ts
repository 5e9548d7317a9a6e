import { invariant } from '../../core/errors.ts';
import { EMPTY, type Footprint } from '../../core/footprint.ts';
import type { Command } from '../../journal/command.ts';
import type { NotificationResult } from '../../journal/notification.ts';
import type { AttemptStream } from '../attempt-stream.ts';
import type { Invocation } from '../invocation.ts';
import type { JournalKeeper } from '../journal-keeper.ts';
import type { Outbox } from '../outbox.ts';
import type { ObjectKey } from '../object-key.ts';
import { promiseResource, type DurablePromises } from '../promises.ts';
import { refused, type Refusal } from './refusal.ts';

type PromiseCommand = Extract<Command, { type: 'GetPromise' | 'PeekPromise' | 'CompletePromise' }>;

const ALREADY_COMPLETED: NotificationResult = { failure: { code: 409, message: 'promise was already completed' } };

/** What promise commands need of other parts. */
export interface PromisePorts {
  readonly promises: Pick<DurablePromises, 'complete' | 'get' | 'peek'>;
  readonly outbox: Pick<Outbox, 'resource'>;
  readonly journals: Pick<JournalKeeper, 'appendCompletion'>;
}

/** Reads and completions of a workflow's durable promises. */
export class PromiseCommands {
  readonly #ports: PromisePorts;

  constructor(ports: PromisePorts) {
    this.#ports = ports;
  }

  footprint({ invocation }: AttemptStream, command: PromiseCommand): Footprint {
    const own = invocation.journalResource;
    const { partition } = invocation.origin;
    const promise = promiseResource(keyOf(invocation), command.key);
    if (command.type === 'PeekPromise') return { reads: [promise], writes: [own] };
    return { reads: EMPTY, writes: [own, promise, this.#ports.outbox.resource(partition, partition)] };
  }

  refusal(stream: AttemptStream, command: PromiseCommand): Refusal | undefined {
    const { objectKey, serviceKind } = stream.invocation.origin;
    if (objectKey !== undefined && serviceKind === 'workflow') return undefined;
    return refused(stream, command, 'unsupported entry type, only Workflow services support it');
  }

  apply({ invocation }: AttemptStream, _entry: number, command: PromiseCommand): void {
    const { promises, journals } = this.#ports;
    const objectKey = keyOf(invocation);
    switch (command.type) {
      case 'GetPromise':
        promises.get(objectKey, command.key, invocation, command.completion);
        return;
      case 'PeekPromise': {
        const result = promises.peek(objectKey, command.key) ?? 'empty';
        journals.appendCompletion(invocation, 'PeekPromise', command.completion, result);
        return;
      }
      case 'CompletePromise': {
        const isFirst = promises.complete(objectKey, command.key, command.result);
        const result = isFirst ? 'empty' : ALREADY_COMPLETED;
        journals.appendCompletion(invocation, 'CompletePromise', command.completion, result);
      }
    }
  }
}

/** Only workflows have promises, and they have keys. */
function keyOf({ address, origin: { objectKey } }: Invocation): ObjectKey {
  invariant(objectKey !== undefined, () => `${address} uses a durable promise, has no key, and was not refused.`);
  return objectKey;
}
