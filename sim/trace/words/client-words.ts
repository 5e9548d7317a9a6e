import { repeatedBy } from '../../core/address.ts';
import type { ClientHappening } from '../event.ts';
import type { EventWords } from './context.ts';
import { payloadText } from './payload-text.ts';
import type { Actor } from './sentence.ts';
import type { RunNames } from './run-names.ts';
import { targetText } from './target-text.ts';

const REQUESTS = {
  call: 'calls',
  send: 'sends',
  attach: 'attaches to',
  output: 'asks for the output of',
  other: 'requests',
};

export const CLIENT_WORDS: EventWords<ClientHappening['type']> = {
  operation: ({ client, kind, target, input, operation }, { max }) => ({
    actor: { name: repeatedBy(client) ?? client },
    predicate: `${repeatedBy(operation) === undefined ? REQUESTS[kind] : 'repeats its request'} ${targetText(target, max)}(${input.length === 0 ? '' : payloadText(input, max)}) [${operation}]`,
    weight: 60,
  }),

  answer: ({ operation, status, body }, { names, max }) => {
    const text = body.length === 0 ? '' : `: ${payloadText(body, max)}`;
    return {
      actor: clientOf(operation, names),
      predicate:
        status === 0
          ? `gets no response for ${operation}: the connection breaks`
          : `gets response ${status} for ${operation}${text}`,
      weight: status === 202 ? 20 : 50,
    };
  },

  abandoned: ({ operation }, { names }) => ({
    actor: clientOf(operation, names),
    predicate: `stops waiting for ${operation}`,
    detail: 'the invocation goes on',
    weight: 55,
  }),
};

function clientOf(operation: string, names: RunNames): Actor {
  const client = names.clientOf(operation) ?? 'the client';
  return { name: repeatedBy(client) ?? client };
}
