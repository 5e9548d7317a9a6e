import { attemptOf } from '../core/address.ts';
import type { AttemptMessage, ReadyClosure } from '../attempt/attempt.ts';
import { invariant } from '../core/errors.ts';
import type { Footprint } from '../core/footprint.ts';
import type { Command } from '../journal/command.ts';
import type { Outcome } from '../journal/outcome.ts';
import type { Stirring } from '../trace/event.ts';
import type { AttemptStream, StreamHandler } from './attempt-stream.ts';
import type { Commands } from './commands/commands.ts';
import type { EndFootprints } from './end-footprints.ts';
import type { Failures } from './failures.ts';
import type { Invocation } from './invocation.ts';
import type { Invoker } from './invoker.ts';
import type { JournalKeeper } from './journal-keeper.ts';
import type { World } from './world.ts';

/** Decides at each journal point whether a fault is injected there. */
export interface FaultInjector {
  /** Called before a message is applied. @returns whether the message is lost because a fault has closed its stream */
  before(stream: AttemptStream, message: AttemptMessage): boolean;
  /** Called after a message was applied. @param entry the entry number that the message's command has got */
  after(stream: AttemptStream, message: AttemptMessage, entry: number): void;
}

/** What applying messages needs of other parts. */
export interface MessagePorts {
  readonly commands: Pick<Commands, 'footprint' | 'refusal' | 'apply'>;
  readonly journals: Pick<JournalKeeper, 'appendCommand' | 'appendProposal'>;
  readonly invoker: Pick<Invoker, 'suspend'>;
  readonly failures: Pick<Failures, 'attemptFailed'>;
  readonly lifecycle: { end(invocation: Invocation, result: Outcome): void };
  readonly footprints: Pick<EndFootprints, 'ofEnd' | 'ofFailure'>;
  readonly streams: { touch(stream: AttemptStream): void };
}

/** Applies the messages that attempts send, in the order in which the server takes them. */
export class AttemptMessages implements StreamHandler {
  readonly #world: Pick<World, 'trace'>;
  readonly #ports: MessagePorts;
  /** Injects faults at journal points; undefined in a world without faults. */
  injector: FaultInjector | undefined;

  constructor(world: Pick<World, 'trace'>, ports: MessagePorts) {
    this.#world = world;
    this.#ports = ports;
  }

  touched(stream: AttemptStream): void {
    this.#ports.streams.touch(stream);
  }

  footprintOf(stream: AttemptStream, message: AttemptMessage): Footprint {
    const { commands, footprints } = this.#ports;
    const { invocation } = stream;
    switch (message.type) {
      case 'command':
        return commands.refusal(stream, message.command) === undefined
          ? commands.footprint(stream, message.command)
          : footprints.ofFailure(stream);
      case 'proposal':
        return invocation.ownFootprint;
      case 'suspension':
        return { reads: ['process'], writes: [invocation.journalResource, stream.resource] };
      case 'error':
        return footprints.ofFailure(stream, message.error);
      case 'end':
        return footprints.ofEnd(invocation);
    }
  }

  receive(stream: AttemptStream, message: AttemptMessage): void {
    const { injector } = this;
    if (injector === undefined) {
      this.#apply(stream, message);
      return;
    }
    const isLost = injector.before(stream, message);
    invariant(isLost !== stream.open, () => wrongInjection(stream, isLost));
    if (isLost) return;
    const entry = stream.invocation.commands;
    this.#apply(stream, message);
    if (stream.open) injector.after(stream, message, entry);
  }

  closureStarts(stream: AttemptStream, closure: ReadyClosure, after: Stirring): void {
    this.#world.trace.add({
      type: 'run started',
      invocation: stream.invocation.address,
      attempt: stream.number,
      entry: stream.entryOfRun(closure.completion),
      name: closure.name,
      after,
    });
  }

  #apply(stream: AttemptStream, message: AttemptMessage): void {
    const { journals, invoker, failures } = this.#ports;
    switch (message.type) {
      case 'command':
        this.#append(stream, message.command);
        return;
      case 'proposal':
        journals.appendProposal(stream, message.completion, message.result);
        return;
      case 'suspension':
        invoker.suspend(stream, message.awaiting);
        return;
      case 'error':
        failures.attemptFailed(stream, message.error, true);
        return;
      case 'end':
        this.#end(stream);
    }
  }

  #append(stream: AttemptStream, command: Command): void {
    const { commands, journals, failures } = this.#ports;
    const refusal = commands.refusal(stream, command);
    if (refusal === undefined) {
      commands.apply(stream, journals.appendCommand(stream, command), command);
      return;
    }
    this.#world.trace.add({
      type: 'refused',
      invocation: stream.invocation.address,
      attempt: stream.number,
      message: refusal.message,
    });
    failures.attemptFailed(stream, refusal);
  }

  #end({ invocation, number }: AttemptStream): void {
    const { output } = invocation;
    invariant(
      output !== undefined,
      () => `The engine ended ${attemptOf(invocation.address, number)} without an output.`,
    );
    this.#world.trace.add({ type: 'attempt ended', invocation: invocation.address, attempt: number });
    this.#ports.lifecycle.end(invocation, output);
  }
}

function wrongInjection({ address }: AttemptStream, isLost: boolean): string {
  const what = isLost ? 'lost, and its stream is open' : 'not lost, and its stream is closed';
  return `The fault injector says that a message of ${address} is ${what}.`;
}
