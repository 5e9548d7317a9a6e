import type { Footprint } from '../../core/footprint.ts';
import type { Command, CommandType } from '../../journal/command.ts';
import type { AttemptStream } from '../attempt-stream.ts';
import type { CallCommands } from './call-commands.ts';
import type { MessageCommands } from './message-commands.ts';
import type { PromiseCommands } from './promise-commands.ts';
import { sizeRefusal, type Refusal } from './refusal.ts';
import type { SleepCommands } from './sleep-commands.ts';
import type { StateCommands } from './state-commands.ts';

/** What the commands of one topic do. */
interface CommandFamily<C extends Command = Command> {
  footprint(stream: AttemptStream, command: C): Footprint;
  /** Absent for commands that the server never refuses. */
  refusal?(stream: AttemptStream, command: C): Refusal | undefined;
  apply(stream: AttemptStream, entry: number, command: C): void;
}

type FamilyOf<T extends CommandType> = CommandFamily<Extract<Command, { type: T }>>;

/** Commands that touch nothing but their journal have no family. */
type Families = Readonly<{ [T in CommandType]?: FamilyOf<T> }>;

/** What each command touches, why the server refuses it, and what it does when it is appended. */
export class Commands {
  readonly #families: Readonly<Partial<Record<CommandType, CommandFamily>>>;

  constructor(
    state: StateCommands,
    sleeps: SleepCommands,
    calls: CallCommands,
    messages: MessageCommands,
    promises: PromiseCommands,
  ) {
    const families: Families = {
      GetLazyState: state,
      GetLazyStateKeys: state,
      GetEagerState: state,
      GetEagerStateKeys: state,
      SetState: state,
      ClearState: state,
      ClearAllState: state,
      Sleep: sleeps,
      Call: calls,
      OneWayCall: calls,
      SendSignal: messages,
      CompleteAwakeable: messages,
      AttachInvocation: messages,
      GetPromise: promises,
      PeekPromise: promises,
      CompletePromise: promises,
    };
    this.#families = families;
  }

  /** What appending the command touches. */
  footprint(stream: AttemptStream, command: Command): Footprint {
    return this.#families[command.type]?.footprint(stream, command) ?? stream.invocation.ownFootprint;
  }

  /** Why the server does not accept the command at all; checked before it is appended. */
  refusal(stream: AttemptStream, command: Command): Refusal | undefined {
    return sizeRefusal(stream, command) ?? this.#families[command.type]?.refusal?.(stream, command);
  }

  /** Applies a command that was appended as entry `entry` of the invocation's journal. */
  apply(stream: AttemptStream, entry: number, command: Command): void {
    if (command.type === 'Output') stream.invocation.output = command.result;
    else this.#families[command.type]?.apply(stream, entry, command);
  }
}
