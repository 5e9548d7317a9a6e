import { invariant } from '../../core/errors.ts';
import { EMPTY, type Footprint } from '../../core/footprint.ts';
import type { Command } from '../../journal/command.ts';
import type { JournalEntry } from '../../journal/entry.ts';
import { retentionOf, type Acceptance, type InvokeRequest } from '../acceptance.ts';
import type { AttemptStream } from '../attempt-stream.ts';
import type { Invocation } from '../invocation.ts';
import { awaitedBy } from '../responder.ts';
import type { JournalKeeper } from '../journal-keeper.ts';
import type { Outbox } from '../outbox.ts';
import type { Deployments } from '../deployments/deployments.ts';
import { limitKeyIn, scopeProblem } from '../scopes.ts';
import { refused, type Refusal } from './refusal.ts';

type Call = Extract<Command, { type: 'Call' | 'OneWayCall' }>;

/** What calls need of other parts. */
export interface CallPorts {
  readonly deployments: Pick<Deployments, 'handler' | 'kindOf'>;
  readonly acceptance: Pick<Acceptance, 'announce' | 'apply' | 'footprint' | 'identify'>;
  readonly outbox: Pick<Outbox, 'resource' | 'send'>;
  readonly journals: Pick<JournalKeeper, 'appendCompletion'>;
}

/** Calls and sends: requests for other invocations, by way of the outbox. */
export class CallCommands {
  readonly #ports: CallPorts;

  constructor(ports: CallPorts) {
    this.#ports = ports;
  }

  footprint({ invocation }: AttemptStream, command: Call): Footprint {
    const { acceptance, outbox } = this.#ports;
    const own = invocation.journalResource;
    const request = this.#request(invocation, invocation.commands, command);
    if (request === undefined) return { reads: ['clock'], writes: [own] };
    const { partition } = acceptance.identify(request);
    return { reads: EMPTY, writes: [own, outbox.resource(invocation.origin.partition, partition)] };
  }

  refusal(stream: AttemptStream, command: Call): Refusal | undefined {
    const { deployments } = this.#ports;
    if (deployments.handler(command) === undefined) {
      return refused(stream, command, `the service handler ${command.service}/${command.handler} was not found`);
    }
    const misplaced = scopeProblem(command.scope, command.limitKey);
    if (misplaced !== undefined) return refused(stream, command, misplaced);
    if (deployments.kindOf(command.service) === 'service' && command.key !== undefined) {
      const only = 'Only VirtualObjects or Workflows accept a key';
      return refused(stream, command, `a key was provided, but the callee '${command.service}' is a Service. ${only}`);
    }
    return undefined;
  }

  apply({ invocation }: AttemptStream, entry: number, command: Call): void {
    const { acceptance, outbox, journals } = this.#ports;
    const bare = this.#request(invocation, entry, command);
    invariant(bare !== undefined, () => `${invocation.address} called an unknown target, and it was not refused.`);
    const { id, partition } = acceptance.announce(bare);
    const request: InvokeRequest = { ...bare, id };
    journals.appendCompletion(invocation, 'CallInvocationId', command.invocationIdCompletion, { invocationId: id });
    outbox.send(invocation.origin.partition, partition, {
      address: request.address,
      footprint: () => acceptance.footprint(request),
      deliver: () => acceptance.apply(request),
    });
  }

  /** Ids of everything that the invocation called or sent to, with the entry number of the command. */
  childrenOf(invocation: Invocation): (readonly [entry: number, id: string])[] {
    const ids = idsOfCallees(invocation.journal);
    const commands = invocation.journal.filter((row) => row.kind === 'command');
    return commands.flatMap(({ command }, entry) => {
      if (command.type !== 'Call' && command.type !== 'OneWayCall') return [];
      const id = ids.get(command.invocationIdCompletion);
      return id === undefined ? [] : [[entry, id] as const];
    });
  }

  #request(invocation: Invocation, entry: number, command: Call): Omit<InvokeRequest, 'id'> | undefined {
    const { deployments } = this.#ports;
    const { service, handler: name, key, scope, limitKey } = command;
    const handler = deployments.handler({ service, handler: name });
    const serviceKind = deployments.kindOf(service);
    if (handler === undefined || serviceKind === undefined) return undefined;
    // The protocol cannot say that there is no key: an object or a workflow is called with the empty one.
    const target = {
      service,
      handler: name,
      ...(serviceKind !== 'service' && { key: key ?? '' }),
      ...(scope !== undefined && { scope }),
      ...limitKeyIn(limitKey),
    };
    return {
      address: `${invocation.address}/${entry}`,
      target,
      kind: handler.kind,
      serviceKind,
      retention: retentionOf(handler, command.idempotencyKey),
      headers: command.headers,
      input: command.parameter,
      idempotencyKey: command.idempotencyKey,
      executeAtMs: command.type === 'OneWayCall' ? command.invokeAtMs : undefined,
      by: invocation.address,
      waiter: command.type === 'Call' ? awaitedBy(invocation, command.completion, 'Call') : undefined,
    };
  }
}

/** The ids of those that were called or sent to, by the completion that says it: their handlers may be gone by now. */
function idsOfCallees(journal: readonly JournalEntry[]): ReadonlyMap<number, string> {
  const ids = new Map<number, string>();
  for (const row of journal) {
    if (row.kind !== 'notification' || row.notification.type !== 'completion') continue;
    const { completion, result } = row.notification;
    if (typeof result === 'object' && 'invocationId' in result) ids.set(completion, result.invocationId);
  }
  return ids;
}
