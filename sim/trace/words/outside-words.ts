import { parseEffectCall } from '../../core/address.ts';
import type { OutsideHappening } from '../event.ts';
import { cut, inInvocation, type EventWords } from './context.ts';
import { jsonText, short } from './payload-text.ts';
import type { Sentence } from './sentence.ts';

export const OUTSIDE_WORDS: EventWords<OutsideHappening['type']> = {
  'effect began': ({ invocation, effect, input, zombie }, { max }) => ({
    actor: inInvocation(invocation),
    predicate: `calls effect ${short(effect, max)}(${input === undefined ? '' : jsonText(input, max)})${zombie ? ', as a zombie' : ''}`,
    weight: 0,
  }),

  'effect happened': ({ invocation, attempt, effect, output, zombie, repeated }, { max }) => {
    const result = output === undefined ? '' : `, result ${jsonText(output, max)}`;
    const cause = zombie ? `, caused by attempt ${attempt}, a zombie` : '';
    return {
      actor: inInvocation(invocation),
      subject: `effect ${short(effect, max)}`,
      predicate: repeated ? `has happened before under its key${cause}${result}` : `happens${cause}${result}`,
      weight: zombie ? 75 : 65,
    };
  },

  'effect answered': ({ effect, call, failure }, context): Sentence => {
    const { invocation, attempt } = parseEffectCall(call) ?? {};
    const subject = `effect ${short(effect, context.max)}`;
    const inAttempt = attempt === undefined ? '' : ` in attempt ${attempt}`;
    return failure === undefined
      ? { actor: inInvocation(invocation), subject, predicate: `responds${inAttempt}`, weight: 0 }
      : {
          actor: inInvocation(invocation),
          subject,
          predicate: `fails${inAttempt}: ${cut(failure, context)}`,
          weight: 65,
        };
  },
};
