import { EMPTY, type Footprint } from '../../core/footprint.ts';
import type { Command } from '../../journal/command.ts';
import type { AttemptStream } from '../attempt-stream.ts';
import { parseAwakeableId } from '../../journal/awakeable-id.ts';
import { awakeableIdProblem, invocationIdProblem } from '../id-problem.ts';
import type { Invocation } from '../invocation.ts';
import type { Outbox } from '../outbox.ts';
import type { Responder } from '../responder.ts';
import type { Signals } from '../signals.ts';
import { refused, unreadable, type Refusal } from './refusal.ts';

type MessageCommand = Extract<Command, { type: 'SendSignal' | 'CompleteAwakeable' | 'AttachInvocation' }>;

/** Commands that only send a message to another invocation: signals, completions of awakeables, attach requests. */
export class MessageCommands {
  readonly #outbox: Pick<Outbox, 'resourceTo'>;
  readonly #signals: Pick<Signals, 'send'>;
  readonly #responder: Pick<Responder, 'attach'>;

  constructor(
    outbox: Pick<Outbox, 'resourceTo'>,
    signals: Pick<Signals, 'send'>,
    responder: Pick<Responder, 'attach'>,
  ) {
    this.#outbox = outbox;
    this.#signals = signals;
    this.#responder = responder;
  }

  footprint({ invocation }: AttemptStream, command: MessageCommand): Footprint {
    const target =
      command.type === 'CompleteAwakeable' ? parseAwakeableId(command.awakeableId)?.invocation : command.target;
    return { reads: EMPTY, writes: [invocation.journalResource, ...this.#channelTo(invocation, target)] };
  }

  /** Malformed ids; whether there is such an invocation does not matter. */
  refusal(stream: AttemptStream, command: MessageCommand): Refusal | undefined {
    if (command.type === 'CompleteAwakeable') {
      const { awakeableId } = command;
      const problem = awakeableIdProblem(awakeableId);
      return problem && unreadable(`InvalidAwakeableId(${JSON.stringify(awakeableId)}, ${problem.name})`);
    }
    const problem = invocationIdProblem(command.target);
    if (problem === undefined) return undefined;
    return command.type === 'SendSignal'
      ? unreadable(`BadFieldError("target_invocation_id", ${problem.name})`)
      : refused(stream, command, `invalid invocation id ${command.target}: ${problem.words}`);
  }

  apply({ invocation }: AttemptStream, entry: number, command: MessageCommand): void {
    const { address, partition } = invocation.origin;
    switch (command.type) {
      case 'SendSignal':
        this.#signals.send(`${address}/${entry} signal`, partition, command.target, command.signal, command.result);
        return;
      case 'CompleteAwakeable': {
        const parsed = parseAwakeableId(command.awakeableId);
        // One of services with an older protocol: nothing in the simulation waits for it.
        if (parsed === undefined) return;
        const signal = { index: parsed.index };
        this.#signals.send(`${address}/${entry} awakeable`, partition, parsed.invocation, signal, command.result);
        return;
      }
      case 'AttachInvocation':
        this.#responder.attach(invocation, entry, command.target, command.completion);
    }
  }

  #channelTo({ origin: { partition } }: Invocation, target: string | undefined): readonly string[] {
    return target === undefined ? EMPTY : [this.#outbox.resourceTo(partition, target)];
  }
}
