import type { ShownCommand } from '../../sim/trace/shown.ts';

/** What a mark is about. It decides the colour of the mark, and its shape says the same. */
export type Tone = 'state' | 'run' | 'call' | 'time' | 'promise' | 'output' | 'client' | 'effect' | 'fault' | 'quiet';

/** @returns what a journal entry is about */
export function entryTone({ type }: ShownCommand): Tone {
  switch (type) {
    case 'Input':
    case 'Output':
      return 'output';
    case 'Run':
      return 'run';
    case 'Sleep':
      return 'time';
    case 'Call':
    case 'OneWayCall':
    case 'AttachInvocation':
      return 'call';
    case 'SendSignal':
    case 'CompleteAwakeable':
    case 'GetPromise':
    case 'PeekPromise':
    case 'CompletePromise':
      return 'promise';
    default:
      return 'state';
  }
}
