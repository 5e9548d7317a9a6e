import type { JournalEntry } from '../../../../sim/journal/entry.ts';
import { decodeUtf8 } from '../../../../sim/core/utf8.ts';

/** What a program came to on one engine: answers, the journal of every invocation, and the state it left. */
export interface Outcome {
  readonly answers: readonly Answer[];
  /** In the order in which they were called. */
  readonly invocations: readonly SeenInvocation[];
  /** `scope/Service/key/name` -> value as text. */
  readonly state: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string | undefined;
}

export interface SeenInvocation {
  readonly id: string;
  readonly target: string;
  readonly result: string;
  readonly journal: readonly JournalEntry[];
}

/** @returns a target with its scope; outside of scopes, the target alone */
export function inScope(scope: string | undefined, target: string): string {
  return scope === undefined || scope === '' ? target : `${target} in ${scope}`;
}

/** Looks at invocations and, right behind each, at those that it called. @param roots what clients asked for */
export async function inCallOrder(
  roots: readonly string[],
  look: (id: string) => SeenInvocation | Promise<SeenInvocation>,
): Promise<readonly SeenInvocation[]> {
  const seen = new Map<string, SeenInvocation>();
  const visit = async (id: string): Promise<void> => {
    if (seen.has(id)) return;
    const one = await look(id);
    seen.set(id, one);
    for (const callee of calleesIn(one.journal)) await visit(callee);
  };
  for (const root of roots) await visit(root);
  return [...seen.values()];
}

/** Ids of the invocations that an invocation called or sent, in order. */
function calleesIn(journal: readonly JournalEntry[]): readonly string[] {
  return journal.flatMap((entry) => {
    if (entry.kind === 'command' || entry.notification.result === 'empty') return [];
    return 'invocationId' in entry.notification.result ? [entry.notification.result.invocationId] : [];
  });
}

/**
 * Writes an outcome down in lines that are the same for the same outcome: ids are numbered in the order in which they
 * come up, moments are left out, bytes are text.
 */
export function linesOf({ answers, invocations, state }: Outcome): readonly string[] {
  const names = new Map<string, string>();
  const line = (value: unknown): string => numbered(withoutMismatch(JSON.stringify(readable(value))), names);
  return [
    ...answers.map(
      ({ status, body, contentType }, index) => `answer ${index}: ${line([status, withoutStack(body), contentType])}`,
    ),
    ...invocations.flatMap(({ id, target, result, journal }, place) => [
      `invocation ${place}: ${line([id, target, result])}`,
      ...journal.map((entry, index) => `  ${index} ${line(rowOf(entry))}`),
    ]),
    ...Object.entries(state)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `state ${name}: ${line(value)}`),
  ];
}

/** A row as it is compared. Headers of a request say who carried it; what a handler sent along is in its call. */
function rowOf(entry: JournalEntry): unknown {
  if (entry.kind === 'notification') return entry.notification;
  const { command } = entry;
  return command.type === 'Input' ? { ...command, headers: [] } : command;
}

const TIMES: ReadonlySet<string> = new Set(['wakeUpMs', 'invokeAtMs']);

/** Bytes as text, moments as nothing, fields in order. */
function readable(value: unknown, name = ''): unknown {
  if (TIMES.has(name)) return 'a moment';
  if (value instanceof Uint8Array) return decodeUtf8(value);
  if (Array.isArray(value)) return value.map((item) => readable(item));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([field, item]) => [field, readable(item, field)]));
}

/** The stack of an error that ended an invocation holds paths and lines of the machine; that there is one is compared. */
function withoutStack(body: string): string {
  try {
    const parsed = JSON.parse(body) as unknown;
    if (typeof parsed !== 'object' || parsed === null || !('stacktrace' in parsed)) return body;
    return JSON.stringify({ ...parsed, stacktrace: 'a stack' });
  } catch {
    return body;
  }
}

/** What a mismatch says after its first words is up to the engine, and so are the ids in it. */
function withoutMismatch(line: string): string {
  return line.replaceAll(/Found a mismatch(?:[^"\\]|\\.)*/g, 'Found a mismatch');
}

function numbered(text: string, names: Map<string, string>): string {
  return text.replaceAll(/\b(inv|sign|prom)_[\w-]+/g, (id, kind: string) => {
    let name = names.get(id);
    if (name === undefined) names.set(id, (name = `${kind}#${names.size + 1}`));
    return name;
  });
}
