import type { HistoryOperation } from '../model.ts';

/**
 * Reads a history from a picture: a line for each operation, in which `[` is where it begins and `]` where it returns;
 * without `]` it never did. Behind it: `handler input -> answer`, as JSON; `!402` is a failure, no arrow for no value.
 *
 *     [--]        write 1
 *       [----]    read -> 1
 *
 * @param picture a key may stand before the handler: `ann.balance -> 10`
 */
export function historyOf(picture: string): HistoryOperation[] {
  const lines = picture.split('\n').filter((line) => line.trim() !== '');
  const indent = Math.min(...lines.map((line) => line.search(/\S/)));
  return lines.map((line, index) => operationOf(line.slice(indent), index));
}

function operationOf(line: string, index: number): HistoryOperation {
  const match = /^( *)(\[-*\]?) *(?:(\w+)\.)?(\w+) *(.*)$/.exec(line);
  const [, before = '', span = '', key, handler = '', rest = ''] = match ?? [];
  if (match === null) throw new Error(`Not an operation: ${line}`);
  const [input = '', response] = rest.split('->').map((part) => part.trim());
  const hasReturned = span.endsWith(']');
  return {
    id: String.fromCodePoint(97 + index),
    service: 'S',
    key: key ?? 'k',
    handler,
    input: input === '' ? undefined : (JSON.parse(input) as unknown),
    answer: hasReturned ? answerOf(response) : undefined,
    invokedAt: before.length,
    returnedAt: hasReturned ? before.length + span.length - 1 : undefined,
  };
}

function answerOf(response: string | undefined): HistoryOperation['answer'] {
  if (response === undefined) return { value: undefined };
  return response.startsWith('!') ? { failure: Number(response.slice(1)) } : { value: JSON.parse(response) as unknown };
}
