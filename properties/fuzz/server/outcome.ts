/** What a program came to on one engine: answers, the journal of every invocation, and the state it left. */
export interface Outcome {
  readonly answers: readonly Answer[];
  /** In the order in which they were called. */
  readonly invocations: readonly Told[];
  /** `Service/key/name` -> value as text. */
  readonly state: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string | undefined;
}

export interface Told {
  readonly id: string;
  readonly target: string;
  readonly result: string;
  readonly journal: readonly Row[];
}

/** A row of `sys_journal`. */
export interface Row {
  readonly index: number;
  readonly entry_type: string;
  readonly name?: string | null | undefined;
  readonly entry_json: unknown;
}

/**
 * Writes an outcome down in lines that are the same for the same outcome: ids are numbered in the order in which they
 * come up, moments are left out, bytes are text.
 */
export function linesOf({ answers, invocations, state }: Outcome): readonly string[] {
  const names = new Map<string, string>();
  const line = (value: unknown): string => numbered(withoutStacks(JSON.stringify(readable(value))), names);
  return [
    ...answers.map(({ status, body, contentType }, index) => `answer ${index}: ${line([status, body, contentType])}`),
    ...invocations.flatMap(({ id, target, result, journal }, place) => [
      `invocation ${place}: ${line([id, target, result])}`,
      ...journal.map(({ index, entry_type, name, entry_json }) => {
        return `  ${index} ${entry_type} ${line([name ?? '', rowOf(entry_json)])}`;
      }),
    ]),
    ...Object.entries(state)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `state ${name}: ${line(value)}`),
  ];
}

/** Headers of a request say who carried it; what a handler sent along is in the row of its call. */
function rowOf(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json;
  const { Command: command } = json as { readonly Command?: { readonly Input?: object } };
  return command?.Input === undefined ? json : { Command: { Input: { ...command.Input, headers: [] } } };
}

const decoder = new TextDecoder();
const TIMES: ReadonlySet<string> = new Set(['wake_up_time', 'invoke_time']);

/** Bytes as text, moments as nothing, names in order. */
function readable(value: unknown, name = ''): unknown {
  if (TIMES.has(name)) return value === 0 ? 0 : 'a moment';
  if (Array.isArray(value)) {
    const isBytes = value.length > 0 && value.every((item) => Number.isInteger(item) && item >= 0 && item < 256);
    return isBytes && BYTES.has(name)
      ? decoder.decode(Uint8Array.from(value as number[]))
      : value.map((item) => readable(item));
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([field, item]) => [field, readable(item, field)]));
}

/** Fields that hold bytes. */
const BYTES: ReadonlySet<string> = new Set(['payload', 'value', 'parameter', 'Success']);

/** The texts of stacks hold paths and lines of the machine. */
function withoutStacks(text: string): string {
  return text
    .replaceAll(/\\*"stacktrace\\*":\\*"(?:[^"\\]|\\[^"]|\\{3}")*\\*",?/g, '')
    .replaceAll(/\(?file:\/\/[^\s)"\\]*/g, '(here');
}

function numbered(text: string, names: Map<string, string>): string {
  return text.replaceAll(/\b(inv|sign|prom)_[\w-]+/g, (id, kind: string) => {
    let name = names.get(id);
    if (name === undefined) names.set(id, (name = `${kind}#${names.size + 1}`));
    return name;
  });
}
