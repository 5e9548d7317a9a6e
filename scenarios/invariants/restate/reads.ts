import { BUILT_IN, decodePayload, type Invariant } from '../../../sim/index.ts';
import type { Command } from './history.ts';
import { rule, type Result } from './rule.ts';

type State = Map<string, Uint8Array>;

/** The state of each key, from the writes in the journals. */
class States {
  readonly now = new Map<string, State>();

  of(key: string): State {
    let state = this.now.get(key);
    if (state === undefined) this.now.set(key, (state = new Map()));
    return state;
  }

  write(key: string, command: Command): void {
    const state = this.of(key);
    if (command.type === 'SetState') state.set(command.key, command.value);
    else if (command.type === 'ClearState') state.delete(command.key);
    else if (command.type === 'ClearAllState') state.clear();
  }
}

/** Which state the server sends with an attempt. */
export interface EagerState {
  /** Whether the state of a service is lazy. */
  readonly isLazy?: (service: string) => boolean;
  /** Maximum bytes of names and values, in the order of the names. */
  readonly eagerBytes?: number;
}

/** The state that an attempt gets when it starts. */
interface Snapshot {
  readonly state: State;
  /** The names that it gets; undefined when it gets everything. */
  readonly known: ReadonlySet<string> | undefined;
}

/**
 * A write is visible from the moment it is stored, and is never undone. An attempt reads the state of its start and its own
 * writes. State that the server does not send is requested, and is the state of that time.
 */
export const readsSeeTheirMoment = ({ isLazy = () => false, eagerBytes = Infinity }: EagerState = {}) =>
  rule('a read returns the state of its time', (history) => {
    const states = new States();
    /** Invocation -> the state that its current attempt got. */
    const seen = new Map<string, Snapshot>();
    const read = (invocation: string, key: string, name: string, value: Uint8Array | undefined): Result => {
      const { state, known } = seen.get(invocation) ?? NOTHING_SENT;
      if (history.created.get(invocation)?.kind !== 'SHARED')
        return judged(invocation, name, value, states.of(key).get(name));
      if (known !== undefined && !known.has(name))
        return { invocation, wrong: `reads ${name} without requesting it, and did not get it at its start` };
      return judged(invocation, name, value, state.get(name));
    };
    return {
      see: (event): Result => {
        if (event.type === 'state replaced') {
          if (event.applied) states.now.set(event.key, new Map(Object.entries(event.state)));
          return undefined;
        }
        const key =
          'invocation' in event && event.invocation !== undefined ? history.keyOf(event.invocation) : undefined;
        if (key === undefined) return undefined;
        switch (event.type) {
          case 'attempt started': {
            const lazy = isLazy(history.created.get(event.invocation)?.target.service ?? '');
            const state = new Map(states.of(key));
            seen.set(event.invocation, { state, known: knownOf(state, lazy ? 0 : eagerBytes) });
            return undefined;
          }
          case 'forgotten':
            // The state of a workflow is removed with the record of its run.
            if (history.created.get(event.invocation)?.kind === 'WORKFLOW') states.of(key).clear();
            return undefined;
          case 'appended': {
            const { command, invocation } = event;
            const known = seen.get(invocation)?.known;
            states.write(key, command);
            switch (command.type) {
              case 'GetEagerState':
                return read(invocation, key, command.key, command.value);
              case 'GetLazyState':
                return known !== undefined && !known.has(command.key) ? 'fine' : { invocation, wrong: ALREADY_SENT };
              case 'GetLazyStateKeys':
                return known === undefined ? { invocation, wrong: ALREADY_SENT } : 'fine';
              default:
                return undefined;
            }
          }
          case 'notified': {
            const { notification, invocation } = event;
            if (notification.type !== 'completion' || typeof notification.result === 'string') return undefined;
            const asked = history.commandOf(invocation, notification.completion);
            if (asked?.command.type === 'GetLazyState' && 'ok' in notification.result) {
              const right = states.of(key).get(asked.command.key);
              return judged(invocation, asked.command.key, notification.result.ok, right);
            }
            if (asked?.command.type !== 'GetLazyStateKeys' || !('stateKeys' in notification.result)) return undefined;
            const { stateKeys } = notification.result;
            const isSorted = stateKeys.join() === stateKeys.toSorted().join();
            return isSorted
              ? 'fine'
              : { invocation, wrong: `gets its state names out of order: ${stateKeys.join(', ')}` };
          }
          default:
            return undefined;
        }
      },
    };
  });

const ALREADY_SENT = 'requests state from the server that it got at its start';
const NOTHING_SENT: Snapshot = { state: new Map(), known: undefined };

/** @returns the names that fit into so many bytes, in order; undefined when all fit */
function knownOf(state: State, bytes: number): ReadonlySet<string> | undefined {
  const known = new Set<string>();
  let size = 0;
  for (const [name, value] of [...state].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    size += name.length + value.length;
    if (size > bytes) return known;
    known.add(name);
  }
  // A lazy handler requests even names that are not set.
  return bytes === 0 ? known : undefined;
}

/** The built-in invariant without refused writes: for handlers that write on purpose and must be refused. */
export const sharedHandlersOnlyReadUnlessRefused: Invariant = {
  ...builtIn(),
  watch: (view) => {
    const watcher = builtIn().watch(view);
    return {
      sees: new Set([...(watcher.sees ?? [])].filter((type) => type !== 'refused')),
      see: (event) => watcher.see?.(event),
      exercised: () => watcher.exercised(),
    };
  },
};

function builtIn(): Invariant {
  const found = BUILT_IN.find(({ about }) => about === 'SHARED');
  if (found === undefined) throw new Error('No built-in invariant is about shared handlers.');
  return found;
}

/** The server refuses a write of a shared handler. */
export const sharedWritesAreRefused = rule('a shared handler that writes is refused', (history) => ({
  see: (event) => {
    if (event.type === 'refused') return 'fine';
    if (event.type !== 'appended' || history.created.get(event.invocation)?.kind !== 'SHARED') return undefined;
    const isWrite = ['SetState', 'ClearState', 'ClearAllState'].includes(event.command.type);
    return isWrite ? { invocation: event.invocation, wrong: 'is shared, and writes state' } : undefined;
  },
}));

function judged(
  invocation: string,
  name: string,
  shown: Uint8Array | undefined,
  right: Uint8Array | undefined,
): Result {
  const [one, other] = [text(shown), text(right)];
  return one === other ? 'fine' : { invocation, wrong: `reads ${name} = ${one}, and it was ${other} then` };
}

function text(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'not set' : JSON.stringify(decodePayload(bytes));
}
