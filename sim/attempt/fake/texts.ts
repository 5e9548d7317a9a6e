import type { Command } from '../../journal/command.ts';

/**
 * Names and ids of the user's may be no text at all: nothing checks types at run time. The SDK hands them to WebAssembly,
 * which takes nothing else, and fails the attempt.
 * @returns the error that the SDK throws instead of issuing the command; undefined where all of them are texts
 */
export function wrongText(command: Command): Error | undefined {
  switch (command.type) {
    case 'SetState':
    case 'ClearState':
    case 'GetPromise':
    case 'PeekPromise':
    case 'CompletePromise':
      return notText(command.key);
    case 'CompleteAwakeable':
      return notText(command.awakeableId);
    case 'AttachInvocation':
      return notText(command.target);
    case 'SendSignal':
      return notText(command.target) ?? ('name' in command.signal ? notText(command.signal.name) : undefined);
    case 'Call':
    case 'OneWayCall': {
      const { service, handler, key = '', idempotencyKey = '', headers } = command;
      const parts = [service, handler, key, idempotencyKey, ...headers.map(({ value }) => value)];
      for (const part of parts) if (typeof part !== 'string') return notText(part);
      return undefined;
    }
    default:
      return undefined;
  }
}

/** @returns the error for a value that should be a text; undefined for a text */
export function notText(value: unknown): Error | undefined {
  if (typeof value === 'string') return undefined;
  return value === undefined || value === null
    ? new TypeError(`Cannot read properties of ${String(value)} (reading 'length')`)
    : new RangeError('memory access out of bounds');
}
