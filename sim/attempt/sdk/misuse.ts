import type { Command } from '../../journal/command.ts';
import type { AttemptSetup, ReadyClosure, Remark } from '../attempt.ts';

type Misuse = Extract<Remark, { type: 'misuse' }>;

/** What a command says about how the context is used; undefined for nearly all. @param entry its number */
export function misuseBy({ type }: Command, { handler }: AttemptSetup, entry: number): Misuse | undefined {
  const what = STATE[type];
  if (what === undefined) return undefined;
  if (handler.kind === 'SERVICE') {
    const text = `ctx.${what} is used in '${handler.name}', but a service has no state.`;
    return { type: 'misuse', what: 'state-in-service', text, entry };
  }
  if (handler.kind !== 'SHARED' || !WRITES.has(type)) return undefined;
  const text = `ctx.${what} is used in the shared handler '${handler.name}'; the server refuses it.`;
  return { type: 'misuse', what: 'write-in-shared', text, entry };
}

/**
 * Runs that a handler has left behind when it returned: the SDK starts the closure of a run when it is awaited.
 * @param idle the runs whose closures this attempt has not started
 */
export function leftBehind(idle: readonly ReadyClosure[], { journal }: AttemptSetup, entry: number): readonly Misuse[] {
  if (idle.length === 0) return [];
  const stored = new Set(
    journal.flatMap((row) =>
      row.kind === 'notification' && row.notification.type === 'completion' ? [row.notification.completion] : [],
    ),
  );
  return idle
    .filter(({ completion }) => !stored.has(completion))
    .map(({ name }) => {
      const text = `ctx.run('${name}') was never awaited, so its closure never ran.`;
      return { type: 'misuse', what: 'unawaited-run', text, entry };
    });
}

/** Commands about state, by the call of the context that issues them. */
const STATE: Readonly<Partial<Record<Command['type'], string>>> = {
  GetEagerState: 'get',
  GetLazyState: 'get',
  GetEagerStateKeys: 'stateKeys',
  GetLazyStateKeys: 'stateKeys',
  SetState: 'set',
  ClearState: 'clear',
  ClearAllState: 'clearAll',
};

const WRITES: ReadonlySet<Command['type']> = new Set(['SetState', 'ClearState', 'ClearAllState']);
