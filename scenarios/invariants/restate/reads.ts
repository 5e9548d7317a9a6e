import { BUILT_IN, decodePayload, type Invariant } from '../../../sim/index.ts';
import type { Command } from './history.ts';
import { rule, type Said } from './rule.ts';

type State = Map<string, Uint8Array>;

/** What the writes in the journals have made of the keys. */
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

/** What is sent along with an attempt. */
export interface SentAlong {
  /** Whether nothing of a service's state is, because its handlers want it so. */
  readonly isLazy?: (service: string) => boolean;
  /** Most bytes of names and values that are, in the order of the names. */
  readonly eagerBytes?: number;
}

/** What one attempt has got when it starts. */
interface Snapshot {
  readonly state: State;
  /** Names that it need not ask for; undefined when it has everything. */
  readonly known: ReadonlySet<string> | undefined;
}

/**
 * A write can be seen from the moment it is stored, and is never taken back; an attempt reads what was there when it started
 * and what it wrote itself. What is not sent along is asked for, and is what is there then.
 */
export const readsSeeTheirMoment = ({ isLazy = () => false, eagerBytes = Infinity }: SentAlong = {}) =>
  rule('a read returns the state of its time', (history) => {
    const states = new States();
    /** What each invocation's present attempt was sent along. */
    const seen = new Map<string, Snapshot>();
    const read = (invocation: string, key: string, name: string, value: Uint8Array | undefined): Said => {
      const { state, known } = seen.get(invocation) ?? NOTHING_SENT;
      if (history.created.get(invocation)?.kind !== 'SHARED')
        return judged(invocation, name, value, states.of(key).get(name));
      if (known !== undefined && !known.has(name))
        return { invocation, wrong: `reads ${name} without asking for it, and was not sent it` };
      return judged(invocation, name, value, state.get(name));
    };
    return {
      see: (event): Said => {
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
            // The state of a workflow goes with its run.
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
                return known !== undefined && !known.has(command.key) ? 'fine' : { invocation, wrong: NEED_NOT_ASK };
              case 'GetLazyStateKeys':
                return known === undefined ? { invocation, wrong: NEED_NOT_ASK } : 'fine';
              default:
                return undefined;
            }
          }
          case 'notified': {
            const { notification, invocation } = event;
            if (notification.type !== 'completion' || typeof notification.result === 'string') return undefined;
            const asked = history.askedBy(invocation, notification.completion);
            if (asked?.command.type === 'GetLazyState' && 'ok' in notification.result) {
              const right = states.of(key).get(asked.command.key);
              return judged(invocation, asked.command.key, notification.result.ok, right);
            }
            if (asked?.command.type !== 'GetLazyStateKeys' || !('stateKeys' in notification.result)) return undefined;
            const { stateKeys } = notification.result;
            const isSorted = stateKeys.join() === stateKeys.toSorted().join();
            return isSorted
              ? 'fine'
              : { invocation, wrong: `is told the names of its state out of order: ${stateKeys.join(', ')}` };
          }
          default:
            return undefined;
        }
      },
    };
  });

const NEED_NOT_ASK = 'asks the server for state that it was sent when it started';
const NOTHING_SENT: Snapshot = { state: new Map(), known: undefined };

/** The names that fit into so many bytes, in their order; undefined when all do. */
function knownOf(state: State, bytes: number): ReadonlySet<string> | undefined {
  const known = new Set<string>();
  let size = 0;
  for (const [name, value] of [...state].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    size += name.length + value.length;
    if (size > bytes) return known;
    known.add(name);
  }
  // Whoever wants nothing sent along has to ask even for what is not there.
  return bytes === 0 ? known : undefined;
}

/** The built-in check, where handlers write on purpose what they may not: that they are refused is what is looked for. */
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

/** Who may not write is refused, types or no types. */
export const sharedWritesAreRefused = rule('a shared handler that writes is refused', (history) => ({
  see: (event) => {
    if (event.type === 'refused') return 'fine';
    if (event.type !== 'appended' || history.created.get(event.invocation)?.kind !== 'SHARED') return undefined;
    const isWrite = ['SetState', 'ClearState', 'ClearAllState'].includes(event.command.type);
    return isWrite ? { invocation: event.invocation, wrong: 'is shared, and writes state' } : undefined;
  },
}));

function judged(invocation: string, name: string, shown: Uint8Array | undefined, right: Uint8Array | undefined): Said {
  const [one, other] = [text(shown), text(right)];
  return one === other ? 'fine' : { invocation, wrong: `reads ${name} = ${one}, and it was ${other} then` };
}

function text(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'not set' : JSON.stringify(decodePayload(bytes));
}
