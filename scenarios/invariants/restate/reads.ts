import type { Command } from '../../../sim/journal/command.ts';
import { decoded } from '../../../sim/checks/naming.ts';
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

/**
 * A write can be seen from the moment it is stored, and is never taken back; an attempt reads what was there when it started
 * and what it wrote itself. Handlers whose state is not sent along read what is there now.
 * @param isLazy whether the state of a service is not sent along
 */
export const readsSeeTheirMoment = (isLazy: (service: string) => boolean) =>
  rule('a read sees the state of its moment', (history) => {
    const states = new States();
    /** What each invocation's present attempt was sent along. */
    const seen = new Map<string, State>();
    return {
      see: (event): Said => {
        const key =
          'invocation' in event && event.invocation !== undefined ? history.keyOf(event.invocation) : undefined;
        if (key === undefined) return undefined;
        switch (event.type) {
          case 'attempt started':
            seen.set(event.invocation, new Map(states.of(key)));
            return undefined;
          case 'forgotten':
            // The state of a workflow goes with its run.
            if (history.created.get(event.invocation)?.kind === 'WORKFLOW') states.of(key).clear();
            return undefined;
          case 'appended': {
            const { command, invocation } = event;
            const isOwn = history.created.get(invocation)?.kind !== 'SHARED';
            const lazy = isLazy(history.created.get(invocation)?.target.service ?? '');
            states.write(key, command);
            switch (command.type) {
              case 'GetEagerState': {
                const right = (isOwn ? states.of(key) : (seen.get(invocation) ?? new Map())).get(command.key);
                return judged(invocation, command.key, command.value, right);
              }
              case 'GetLazyState':
              case 'GetLazyStateKeys':
                return lazy
                  ? 'fine'
                  : { invocation, wrong: 'asks the server for state that it was sent when it started' };
              default:
                return undefined;
            }
          }
          case 'notified': {
            const { notification, invocation } = event;
            if (notification.type !== 'completion' || typeof notification.result === 'string') return undefined;
            const asked = history.askedBy(invocation, notification.completion);
            if (asked?.command.type === 'GetLazyState' && 'ok' in notification.result)
              return judged(
                invocation,
                asked.command.key,
                notification.result.ok,
                states.of(key).get(asked.command.key),
              );
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

function judged(invocation: string, name: string, shown: Uint8Array | undefined, right: Uint8Array | undefined): Said {
  const [one, other] = [text(shown), text(right)];
  return one === other ? 'fine' : { invocation, wrong: `reads ${name} = ${one}, and it was ${other} then` };
}

function text(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'not set' : JSON.stringify(decoded(bytes));
}
