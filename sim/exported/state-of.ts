import type { JournalEntry } from '../journal/entry.ts';
import type { ExportedJournal } from './exported-journal.ts';

/** What is known of the state with which the attempts of an invocation began. */
export interface KnownState {
  readonly values: ReadonlyMap<string, Uint8Array>;
  /** Whether the handler asked the server for state that did not come along. */
  readonly isPartial: boolean;
  /** Whether the value of a name is known, also that it has none. */
  knows(name: string): boolean;
}

/** @returns the state as the export has it, or as far as the journal shows it: what was read before it was written */
export function stateOf(
  { state, target }: Pick<ExportedJournal, 'state' | 'target'>,
  journal: readonly JournalEntry[],
): KnownState {
  const values = new Map<string, Uint8Array>();
  const touched = new Set<string>();
  let isPartial = false;
  let isCleared = false;
  for (const row of journal) {
    if (row.kind !== 'command') continue;
    const { command } = row;
    if (command.type === 'GetLazyState' || command.type === 'GetLazyStateKeys') isPartial = true;
    if (command.type === 'ClearAllState') isCleared = true;
    if (isCleared || !STATE.has(command.type) || !('key' in command) || typeof command.key !== 'string') continue;
    if (command.type === 'GetEagerState' && command.value !== undefined && !touched.has(command.key)) {
      values.set(command.key, command.value);
    }
    touched.add(command.key);
  }
  if (target.key === undefined) return { values, isPartial, knows: () => true };
  if (state === undefined) return { values, isPartial, knows: (name) => touched.has(name) };
  const all = new Map(Object.entries(state).map(([name, hex]) => [name, Uint8Array.from(Buffer.from(hex, 'hex'))]));
  return { values: all, isPartial, knows: () => true };
}

const STATE: ReadonlySet<string> = new Set(['GetEagerState', 'GetLazyState', 'SetState', 'ClearState']);
