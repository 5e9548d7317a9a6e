import { NOTHING } from '../../../core/footprint.ts';
import { encodeUtf8 } from '../../../core/utf8.ts';
import type { Command, SignalName, Target } from '../../../journal/command.ts';
import type { Outcome } from '../../../journal/outcome.ts';
import type { CompletionType, NotificationResult } from '../../../journal/notification.ts';
import type { Happening } from '../../event.ts';
import { shown } from '../../shown.ts';
import { Narrator } from '../narrator.ts';
import { fullSentence } from '../render.ts';

/** An event, or several of which the last is meant; how much it matters for a finding; its sentence in a report. */
export type Row = readonly [happening: Happening | readonly Happening[], weight: number, text: string];

export const AT_MS: number = 1_767_225_600_000;
export const TARGET: Target = { service: 'O', key: 'k', handler: 'go' };
export const NO: Extract<Outcome, { readonly failure: unknown }> = { failure: { code: 409, message: 'no' } };
export const RUN: Command = { type: 'Run', name: 'charge', completion: 1 };
export const CALL: Omit<Extract<Command, { type: 'OneWayCall' }>, 'type'> = {
  ...TARGET,
  parameter: encodeUtf8('7'),
  headers: [],
  name: '',
  invocationIdCompletion: 1,
};

export function command(what: Command): Happening {
  return { type: 'appended', invocation: 'a', attempt: 1, entry: 2, index: 3, command: what };
}

/** The result of a command, after the command where that is known. */
export function arrives(
  of: CompletionType,
  issued: Command | undefined,
  result: NotificationResult,
  awaitedBy?: string,
): readonly Happening[] {
  const notification = { type: 'completion', of, completion: 1, result } as const;
  const more = awaitedBy === undefined ? {} : { awaitedBy };
  const happening: Happening = { type: 'notified', invocation: 'a', index: 4, notification, ...more };
  return issued === undefined ? [happening] : [command(issued), happening];
}

export function signal(name: SignalName, result: NotificationResult): Happening {
  return { type: 'notified', invocation: 'a', index: 4, notification: { type: 'signal', signal: name, result } };
}

export function effect(type: 'effect began' | 'effect happened', more: object): Happening {
  const common = { effect: 'mail', call: 'a#2:mail 0', invocation: 'a', attempt: 2, run: 1, zombie: false };
  return { type, ...common, key: undefined, repeated: false, fenced: false, input: 0, output: 0, ...more };
}

/** A trouble in an invocation whose entry 2 is known. */
export function trouble(kind: string, point: string): readonly Happening[] {
  const happening: Happening = { type: 'trouble', trouble: kind, point, invocation: 'a', attempt: 1 };
  return point.includes('@') ? [command(RUN), happening] : [{ ...happening, invocation: undefined }];
}

/** @returns the weight of the last event, and its sentence */
export function said(happening: Happening | readonly Happening[]): readonly [weight: number, text: string] {
  const happenings = 'type' in happening ? [happening] : happening;
  const narrator = new Narrator(60);
  const sentences = happenings.map((one) =>
    narrator.describe(shown({ ...one, seq: 0, atMs: AT_MS, footprint: NOTHING })),
  );
  const last = sentences.at(-1);
  if (last === undefined) throw new Error('At least one event is needed.');
  return [last.weight, fullSentence(last)];
}
