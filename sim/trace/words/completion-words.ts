import type { ShownCommand, ShownEventOf } from '../shown.ts';
import { failureWords, isResolved, returns, stateWords, type Context } from './context.ts';
import { short } from './payload-text.ts';
import type { Sentence } from './sentence.ts';
import { targetText } from './target-text.ts';

type Completion = Extract<ShownEventOf<'notified'>['notification'], { readonly type: 'completion' }>;
type Words = Pick<Sentence, 'subject' | 'predicate' | 'weight'>;

/** The result of a command arrives. */
export function completionWords({ invocation, notification }: ShownEventOf<'notified'>, context: Context): Sentence {
  const actor = { invocation };
  if (notification.type !== 'completion') return { actor, predicate: 'receives a signal', weight: 0 };
  const command = context.names.commandOf(invocation, notification.completion);
  return { actor, ...wordsOf(notification, command, context) };
}

function wordsOf({ of, result }: Completion, command: ShownCommand | undefined, context: Context): Words {
  if (of === 'CallInvocationId') return { predicate: 'receives the invocation id of its request', weight: 0 };
  if (of === 'GetLazyState') return stateArrives(result, command, context);
  if (of === 'Sleep') return { subject: 'its sleep', predicate: 'is over', weight: 0 };
  const subject = subjectOf(of, command, context);
  if (result === 'empty') return { subject, predicate: EMPTY[of] ?? 'completes', weight: 0 };
  if ('stateKeys' in result) {
    const keys = result.stateKeys.join(', ');
    return { predicate: `reads its state keys: ${keys === '' ? 'none' : short(keys, context.max)}`, weight: 0 };
  }
  if ('invocationId' in result) return { subject, predicate: 'has an invocation id', weight: 0 };
  const isPromise = of === 'GetPromise' || of === 'PeekPromise';
  return {
    subject,
    predicate: isPromise ? isResolved(result, context) : returns(result, context),
    weight: 'failure' in result ? 30 : 14,
  };
}

/** What a result without a value means. */
const EMPTY: Readonly<Partial<Record<Completion['of'], string>>> = {
  PeekPromise: 'is not completed yet',
  CompletePromise: 'is completed',
};

function stateArrives(result: Completion['result'], command: ShownCommand | undefined, context: Context): Words {
  const key = command?.type === 'GetLazyState' ? command.key : 'its state';
  if (typeof result === 'object' && 'failure' in result)
    return {
      subject: `state ${short(key, context.max)}`,
      predicate: `fails with ${failureWords(result.failure, context)}`,
      weight: 30,
    };
  const value = typeof result === 'object' && 'ok' in result ? result.ok : undefined;
  return { predicate: `reads ${stateWords(key, value, context)}`, weight: value === undefined ? 0 : 18 };
}

/** What a result belongs to: `run "charge"`, `call Account/ann/debit`, `promise "approval"`. */
function subjectOf(of: Completion['of'], command: ShownCommand | undefined, { max }: Context): string {
  switch (command?.type) {
    case 'Run':
      return command.name === '' ? 'run' : `run "${short(command.name, max)}"`;
    case 'Call':
      return `call ${targetText(command)}`;
    case 'GetPromise':
    case 'PeekPromise':
    case 'CompletePromise':
      return `promise "${short(command.key, max)}"`;
    case 'AttachInvocation':
      return 'the attached invocation';
    default:
      return `the result of ${of}`;
  }
}
