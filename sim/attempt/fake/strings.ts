import type { Command } from '../../journal/command.ts';

/**
 * Names and ids from user code need not be strings: nothing checks types at run time. The SDK passes them to WebAssembly,
 * which accepts strings only, and fails the attempt.
 * @returns the error that the SDK throws instead of issuing the command; undefined when all of them are strings
 */
export function wrongString(command: Command): Error | undefined {
  switch (command.type) {
    case 'SetState':
    case 'ClearState':
    case 'GetPromise':
    case 'PeekPromise':
    case 'CompletePromise':
      return notString(command.key);
    case 'CompleteAwakeable':
      return notString(command.awakeableId);
    case 'AttachInvocation':
      return notString(command.target);
    case 'SendSignal':
      return notString(command.target) ?? ('name' in command.signal ? notString(command.signal.name) : undefined);
    case 'Call':
    case 'OneWayCall': {
      const { service, handler, key = '', idempotencyKey = '', scope = '', limitKey = '', headers, name } = command;
      const values = headers.map(({ value }) => value);
      const parts = [service, handler, key, ...values, idempotencyKey, scope, limitKey, name];
      for (const part of parts) if (typeof part !== 'string') return notString(part);
      return undefined;
    }
    case 'Sleep':
      return notString(command.name);
    default:
      return undefined;
  }
}

/** @returns the SDK's error for a value that must be a string; undefined for a string */
export function notString(value: unknown): Error | undefined {
  if (typeof value === 'string') return undefined;
  return value === undefined || value === null
    ? new TypeError(`Cannot read properties of ${String(value)} (reading 'length')`)
    : new RangeError('memory access out of bounds');
}
