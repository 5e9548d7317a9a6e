import { durationText } from '../../core/duration-text.ts';
import type { CommandType } from '../../journal/command.ts';
import type { ShownCommand } from '../shown.ts';
import { short } from './payload-text.ts';
import { targetText } from './target-text.ts';

type CommandOf<Type extends CommandType> = Extract<ShownCommand, { readonly type: Type }>;

interface CommandWords<Command> {
  /** Restate's name of the journal entry, as its own user interface writes it. */
  readonly name: string;
  /** The entry as code: `run "charge"`, `sleep 250 ms`, `set tokens`. */
  label(command: Command, atMs: number): string;
}

/** Every command of a journal in words. */
const COMMANDS: { readonly [Type in CommandType]: CommandWords<CommandOf<Type>> } = {
  Input: { name: 'Input', label: () => 'input' },
  Output: {
    name: 'Output',
    label: ({ result }) => ('failure' in result ? `throw ${result.failure.code}` : 'return'),
  },
  Run: { name: 'Run', label: ({ name }) => (name === '' ? 'run' : `run "${short(name, 20)}"`) },
  Sleep: { name: 'Sleep', label: ({ wakeUpMs }, atMs) => `sleep ${durationText(wakeUpMs - atMs)}` },
  Call: { name: 'Call', label: (command) => `call ${targetText(command)}` },
  OneWayCall: { name: 'Send', label: (command) => `send ${targetText(command)}` },
  GetLazyState: { name: 'Get state', label: ({ key }) => `get ${short(key, 18)}` },
  GetEagerState: { name: 'Get state', label: ({ key }) => `get ${short(key, 18)}` },
  GetLazyStateKeys: { name: 'Get state keys', label: () => 'state keys' },
  GetEagerStateKeys: { name: 'Get state keys', label: () => 'state keys' },
  SetState: { name: 'Set state', label: ({ key }) => `set ${short(key, 18)}` },
  ClearState: { name: 'Clear state', label: ({ key }) => `clear ${short(key, 18)}` },
  ClearAllState: { name: 'Clear all state', label: () => 'clear all' },
  SendSignal: { name: 'Send signal', label: ({ signal }) => signalText(signal) },
  AttachInvocation: { name: 'Attach invocation', label: () => 'attach' },
  CompleteAwakeable: {
    name: 'Complete awakeable',
    label: ({ result }) => ('failure' in result ? 'reject awakeable' : 'resolve awakeable'),
  },
  GetPromise: { name: 'Get promise', label: ({ key }) => `promise ${short(key, 16)}` },
  PeekPromise: { name: 'Peek promise', label: ({ key }) => `peek ${short(key, 16)}` },
  CompletePromise: {
    name: 'Complete promise',
    label: ({ key, result }) => `${'failure' in result ? 'reject' : 'resolve'} ${short(key, 16)}`,
  },
};

/** @returns Restate's name of a journal entry: `Set state` */
export function entryName(type: CommandType): string {
  return COMMANDS[type].name;
}

/** @returns whether a string is the type of a command */
export function isCommandType(type: string): type is CommandType {
  return Object.hasOwn(COMMANDS, type);
}

/**
 * @param atMs when the command was stored, in ms since 1970; a sleep is shown by its length
 * @returns a journal entry as code: `run "charge"`, `sleep 250 ms`, `set tokens`
 */
export function entryLabel(command: ShownCommand, atMs: number): string {
  // The table has for each type words of exactly that type, which TypeScript cannot follow through the look-up.
  const words = COMMANDS[command.type] as CommandWords<ShownCommand>;
  return words.label(command, atMs);
}

/** @returns `signal approve`, `signal #1` */
export function signalText(signal: { readonly index: number } | { readonly name: string }): string {
  return `signal ${'name' in signal ? short(signal.name, 16) : `#${signal.index}`}`;
}
