import { fakeMismatch } from './fake-mismatch.ts';

/**
 * The message of a failure in one line. A mismatch (570) has many lines, of which most are always the same: what is left
 * says what differs, in the words of the SDK for each engine. A message that looks like none of the known ones stays as it is.
 */
export function inShort(message: string): string {
  const known = SHAPES.flatMap(({ shape, short }) => {
    const found = shape.exec(message);
    return found === null ? [] : [short(...found.slice(1))];
  });
  return known[0] ?? fakeMismatch(message) ?? message.split('\n    at ')[0]?.split('\n').join(' | ') ?? '';
}

const HEAD = String.raw`Found a mismatch between the code paths taken during the previous execution and the paths taken during this execution\.\n`;
const USUALLY = String.raw`This typically happens when some parts of the code are non-deterministic\.\n`;

interface Shape {
  readonly shape: RegExp;
  readonly short: (...parts: readonly string[]) => string;
}

const SHAPES: readonly Shape[] = [
  {
    shape: new RegExp(
      String.raw`^${HEAD}${USUALLY}- The mismatch happened while executing '([^']+)' \(index '(\d+)'\)\n- Difference:\n([^]*)$`,
    ),
    short: (_executing = '', _index = '', difference = '') =>
      difference
        .split('\n')
        .map((line) => line.trim())
        .join('; '),
  },
  {
    shape: new RegExp(
      String.raw`^${HEAD}${USUALLY} - The previous execution ran and recorded the following: '([^']+)' \(index '(\d+)'\)\n - The current execution attempts to perform the following: '([^']+)'$`,
    ),
    // The message names the two sides the wrong way round.
    short: (now = '', index = '', journal = '') => `now '${now}', journal '${journal}' at ${index}`,
  },
  {
    shape: new RegExp(
      String.raw`^${HEAD}'await' could not be replayed\. [^\n]*\nNotifications awaited on this await point:\n`,
    ),
    short: () => "'await' could not be replayed",
  },
];
