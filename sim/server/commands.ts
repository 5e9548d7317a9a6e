import { createHash } from 'node:crypto';
import { NO_READS, type Footprint } from '../core/footprint.ts';
import { SimulatorFault } from '../core/errors.ts';
import type { Command } from '../journal/command.ts';
import type { CompletionType, NotificationResult } from '../journal/notification.ts';
import type { InvokeRequest } from './acceptance.ts';
import type { AttemptStream } from './attempt-stream.ts';
import { parseAwakeableId } from './identity.ts';
import type { Invocation } from './invocation.ts';
import type { ObjectKey } from './object-key.ts';
import type { Server } from './server.ts';
import { byUtf8 } from './state.ts';

type Calling = Extract<Command, { type: 'Call' | 'OneWayCall' }>;

/** The largest message that the server takes from a service (measured on 1.7.12). */
const MESSAGE_LIMIT_BYTES = 33_816_576;

/** Why the server refuses a command; its attempt fails and is retried under the ordinary policy. */
export interface Refusal {
  readonly code: number;
  readonly message: string;
}

/** What each command does when it is appended. */
export class Commands {
  readonly #server: Server;
  readonly #timers = new Map<Invocation, Set<() => void>>();

  constructor(server: Server) {
    this.#server = server;
  }

  /** What appending the command will touch. */
  footprint(stream: AttemptStream, command: Command): Footprint {
    const { invocation } = stream;
    const own = invocation.journalResource;
    const key = invocation.origin.objectKey;
    switch (command.type) {
      case 'Input':
      case 'Run':
      case 'GetEagerState':
      case 'GetEagerStateKeys':
      case 'Output':
        return invocation.ownFootprint;
      case 'GetLazyState':
        return { reads: key === undefined ? [] : [key.state.resource(command.key)], writes: [own] };
      case 'GetLazyStateKeys':
        return { reads: key === undefined ? [] : [key.state.allResource], writes: [own] };
      case 'SetState':
      case 'ClearState':
        return { reads: NO_READS, writes: key === undefined ? [own] : [own, key.state.resource(command.key)] };
      case 'ClearAllState':
        return { reads: NO_READS, writes: key === undefined ? [own] : [own, key.state.allResource] };
      case 'Sleep':
        return { reads: ['clock'], writes: [own, 'timer'] };
      case 'Call':
      case 'OneWayCall': {
        const request = this.#request(invocation, invocation.commands, command);
        if (request === undefined) return { reads: ['clock'], writes: [own] };
        return {
          reads: NO_READS,
          writes: [own, this.#channelTo(invocation, this.#server.acceptance.identify(request).partition)],
        };
      }
      case 'SendSignal':
      case 'AttachInvocation':
        return {
          reads: NO_READS,
          writes: [own, this.#channelTo(invocation, this.#server.partitionOf(command.target))],
        };
      case 'CompleteAwakeable': {
        const parsed = parseAwakeableId(command.awakeableId);
        const channel = parsed && this.#channelTo(invocation, this.#server.partitionOf(parsed.invocation));
        return { reads: NO_READS, writes: channel === undefined ? [own] : [own, channel] };
      }
      case 'GetPromise':
      case 'PeekPromise':
      case 'CompletePromise': {
        if (key === undefined) return { reads: NO_READS, writes: [own] };
        const promise = this.#server.promises.resource(key, command.key);
        const reading = command.type === 'PeekPromise';
        const channel = this.#channelTo(invocation, invocation.origin.partition);
        return reading ? { reads: [promise], writes: [own] } : { reads: NO_READS, writes: [own, promise, channel] };
      }
    }
  }

  /** Why the command would not be accepted at all; checked before it is appended. */
  refusal(stream: AttemptStream, command: Command): Refusal | undefined {
    const { handler, target, objectKey } = stream.invocation.origin;
    const size = 'value' in command && command.value !== undefined ? command.value.length : 0;
    if (size >= MESSAGE_LIMIT_BYTES) {
      return {
        code: 500,
        message: `message encoding error: hit message size limit: ${size} >= ${MESSAGE_LIMIT_BYTES}, in ${command.type} of ${target.service}/${target.handler}. Keep large values elsewhere and store where they are.`,
      };
    }
    switch (command.type) {
      case 'SetState':
      case 'ClearState':
      case 'ClearAllState':
        if (handler.kind === 'EXCLUSIVE' || handler.kind === 'WORKFLOW') return undefined;
        return refused(stream, command, handler.kind === 'SERVICE' ? NO_STATE : CANNOT_WRITE);
      case 'GetLazyState':
      case 'GetLazyStateKeys':
      case 'GetEagerState':
      case 'GetEagerStateKeys':
        return handler.kind === 'SERVICE' ? refused(stream, command, NO_STATE) : undefined;
      case 'GetPromise':
      case 'PeekPromise':
      case 'CompletePromise':
        if (objectKey !== undefined && isWorkflow(this.#server, target.service)) return undefined;
        return refused(stream, command, 'unsupported entry type, only Workflow services support it');
      case 'Call':
      case 'OneWayCall':
        return this.#unreachable(stream, command);
      default:
        return undefined;
    }
  }

  /** Applies a command that was appended as entry `entry` of the invocation's journal. */
  apply(stream: AttemptStream, entry: number, command: Command): void {
    const { invocation } = stream;
    const { journals, promises, timers, signals } = this.#server;
    const { objectKey: key, partition, address } = invocation.origin;
    switch (command.type) {
      case 'Input':
      case 'Run':
      case 'GetEagerState':
      case 'GetEagerStateKeys':
        return;
      case 'Output':
        invocation.output = command.result;
        return;
      case 'GetLazyState': {
        const value = key?.state.get(command.key);
        this.#answer(invocation, 'GetLazyState', command.completion, value === undefined ? 'empty' : { ok: value });
        return;
      }
      case 'GetLazyStateKeys':
        this.#answer(invocation, 'GetLazyStateKeys', command.completion, { stateKeys: key?.state.keys() ?? [] });
        return;
      case 'SetState':
        key?.state.set(command.key, command.value);
        return;
      case 'ClearState':
        key?.state.clear(command.key);
        return;
      case 'ClearAllState':
        key?.state.clearAll();
        return;
      case 'Sleep': {
        const { completion } = command;
        const disarm = timers.arm({
          atMs: command.wakeUpMs,
          partition,
          address: `${address}/${entry}`,
          owner: address,
          rank: completion,
          footprint: () => ({ reads: NO_READS, writes: [invocation.journalResource] }),
          fire: () => {
            this.#server.world.trace.add({ type: 'timer fired', invocation: address, completion });
            journals.appendNotification(invocation, { type: 'completion', of: 'Sleep', completion, result: 'empty' });
          },
        });
        this.rememberTimer(invocation, disarm);
        return;
      }
      case 'Call':
      case 'OneWayCall':
        this.#invoke(invocation, entry, command);
        return;
      case 'SendSignal':
        signals.send(`${address}/${entry} signal`, partition, command.target, command.signal, command.result);
        return;
      case 'CompleteAwakeable': {
        const parsed = parseAwakeableId(command.awakeableId);
        if (parsed === undefined) return;
        signals.send(
          `${address}/${entry} awakeable`,
          partition,
          parsed.invocation,
          { index: parsed.index },
          command.result,
        );
        return;
      }
      case 'AttachInvocation':
        this.#attach(invocation, entry, command.target, command.completion);
        return;
      case 'GetPromise':
        if (key !== undefined) promises.get(key, command.key, invocation, command.completion);
        return;
      case 'PeekPromise':
        if (key !== undefined) {
          this.#answer(invocation, 'PeekPromise', command.completion, promises.peek(key, command.key) ?? 'empty');
        }
        return;
      case 'CompletePromise':
        if (key !== undefined) {
          const first = promises.complete(key, command.key, command.result);
          this.#answer(invocation, 'CompletePromise', command.completion, first ? 'empty' : ALREADY_COMPLETED);
        }
    }
  }

  /** Ids of everything the invocation called or sent to, with the entry number of the command. */
  childrenOf(invocation: Invocation): (readonly [number, string])[] {
    const children: (readonly [number, string])[] = [];
    let entry = -1;
    for (const row of invocation.journal) {
      if (row.kind !== 'command') continue;
      entry++;
      const { command } = row;
      if (command.type !== 'Call' && command.type !== 'OneWayCall') continue;
      const request = this.#request(invocation, entry, command);
      if (request !== undefined) children.push([entry, this.#server.acceptance.identify(request).id]);
    }
    return children;
  }

  /** The version that a conditional state mutation names: a hash over the sorted entries. */
  stateVersion(key: ObjectKey): string {
    const hash = createHash('sha256');
    const entries = [...key.state.snapshot()].toSorted(([a], [b]) => byUtf8(a, b));
    for (const [place, [name, value]] of entries.entries()) {
      const index = Buffer.alloc(8);
      index.writeUInt32BE(place, 4);
      hash.update(index).update('\u0001').update(name).update('\u0002').update(value).update('\u0003');
    }
    return hash.digest('base64url');
  }

  rememberTimer(invocation: Invocation, disarm: () => void): void {
    let timers = this.#timers.get(invocation);
    if (timers === undefined) this.#timers.set(invocation, (timers = new Set()));
    timers.add(disarm);
  }

  forgetTimers(invocation: Invocation): void {
    for (const disarm of this.#timers.get(invocation) ?? []) disarm();
    this.#timers.delete(invocation);
  }

  #invoke(invocation: Invocation, entry: number, command: Calling): void {
    const bare = this.#request(invocation, entry, command);
    if (bare === undefined) throw new SimulatorFault(`${invocation.address} called an unknown target after the check.`);
    const { id, partition } = this.#server.acceptance.identify(bare);
    this.#server.rememberHome(id, partition);
    const request: InvokeRequest = { ...bare, id };
    this.#answer(invocation, 'CallInvocationId', command.invocationIdCompletion, { invocationId: id });
    this.#server.outbox.send(invocation.origin.partition, partition, {
      address: request.address,
      footprint: () => this.#server.acceptance.footprint(request),
      deliver: () => this.#server.acceptance.apply(request),
    });
  }

  #request(invocation: Invocation, entry: number, command: Calling): Omit<InvokeRequest, 'id'> | undefined {
    const target = {
      service: command.service,
      handler: command.handler,
      ...(command.key !== undefined && { key: command.key }),
    };
    const handler = this.#server.handler(target);
    if (handler === undefined) return undefined;
    return {
      address: `${invocation.address}/${entry}`,
      target,
      handler,
      headers: command.headers,
      input: command.parameter,
      idempotencyKey: command.idempotencyKey,
      executeAtMs: command.type === 'OneWayCall' ? command.invokeAtMs : undefined,
      by: invocation.address,
      waiter:
        command.type === 'Call'
          ? { kind: 'invocation', invocation: invocation.id, completion: command.completion, of: 'Call' }
          : undefined,
    };
  }

  #attach(invocation: Invocation, entry: number, targetId: string, completion: number): void {
    const partition = this.#server.partitionOf(targetId);
    this.#server.outbox.send(invocation.origin.partition, partition, {
      address: `${invocation.address}/${entry} attach`,
      footprint: () => this.#server.signals.footprint(targetId),
      deliver: () => {
        const target = this.#server.invocations.get(targetId);
        const waiter = { kind: 'invocation', invocation: invocation.id, completion, of: 'AttachInvocation' } as const;
        if (target !== undefined) {
          this.#server.lifecycle.await(target, waiter);
          return;
        }
        this.#server.outbox.send(partition, invocation.origin.partition, {
          address: `${invocation.address}/${entry} not found`,
          footprint: () => ({ reads: NO_READS, writes: [invocation.journalResource] }),
          deliver: () => {
            if (invocation.status !== 'completed') this.#answer(invocation, 'AttachInvocation', completion, NOT_FOUND);
          },
        });
      },
    });
  }

  #answer(invocation: Invocation, of: CompletionType, completion: number, result: NotificationResult): void {
    this.#server.journals.appendNotification(invocation, { type: 'completion', of, completion, result });
  }

  #channelTo(invocation: Invocation, partition: number): string {
    return this.#server.outbox.resource(invocation.origin.partition, partition);
  }

  #unreachable(stream: AttemptStream, command: Calling): Refusal | undefined {
    const service = this.#server.deployment.services.get(command.service);
    if (service?.handlers.has(command.handler) !== true) {
      return refused(stream, command, `the service handler ${command.service}/${command.handler} was not found`);
    }
    if (service.kind === 'service' && command.key !== undefined) {
      const only = 'Only VirtualObjects or Workflows accept a key';
      return refused(stream, command, `a key was provided, but the callee '${command.service}' is a Service. ${only}`);
    }
    return undefined;
  }
}

/** In the words of the server; what the code is for stands in its documentation under RT0017 and RT0018. */
function refused({ invocation }: AttemptStream, { type }: Command, why: string): Refusal {
  const index = invocation.journal.reduce((count, { kind }) => count + (kind === 'command' ? 1 : 0), 0);
  return {
    code: 500,
    message: `cannot process command Command: ${type} (command index ${index}) because of a failed precondition: ${why}`,
  };
}

const CANNOT_WRITE = 'unsupported entry type, this handler type cannot write state';
const NO_STATE = "unsupported entry type, this service type doesn't have state access";

const ALREADY_COMPLETED: NotificationResult = { failure: { code: 409, message: 'promise was already completed' } };
const NOT_FOUND: NotificationResult = { failure: { code: 404, message: 'not found' } };

function isWorkflow(server: Server, service: string): boolean {
  return server.deployment.services.get(service)?.kind === 'workflow';
}
