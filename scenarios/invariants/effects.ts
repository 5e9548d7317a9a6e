import type { Breach, Invariant, RunView } from '../../sim/checks/invariant.ts';
import { handlerOf, moment, nameOf, type Created } from '../../sim/checks/naming.ts';

/** A call of an effect, and who made it. */
export interface Asked<Input> {
  readonly input: Input;
  readonly by: Created;
  readonly view: RunView;
}

/**
 * An invariant over each call of an effect, looked at when it begins.
 * @param name what holds, in words
 * @param wrong what is wrong with the call, if anything
 */
export function everyCall<Input>(
  name: string,
  effect: string,
  wrong: (asked: Asked<Input>) => string | undefined,
): Invariant {
  return {
    name,
    watch: (view) => {
      let looked = 0;
      return {
        see: (event): Breach | undefined => {
          if (event.type !== 'effect began' || event.effect !== effect || event.zombie) return undefined;
          const by = view.who(event.invocation ?? '');
          if (by === undefined) return undefined;
          looked++;
          const said = wrong({ input: event.input as Input, by, view });
          if (said === undefined) return undefined;
          return {
            message: `${nameOf(by)} called "${effect}" at ${moment(event.atMs)}: ${said}`,
            events: [event.seq],
            handler: handlerOf(by.target),
          };
        },
        exercised: () => looked,
      };
    },
  };
}

/** Nobody holds the lock of an object while a slow part of the outside world is asked. */
export function lockIsFree(effect: string): Invariant {
  return everyCall(`no lock is held while "${effect}" is asked`, effect, ({ by }) =>
    by.kind === 'EXCLUSIVE'
      ? 'an exclusive handler, so the key is locked until the answer comes; ask from a service.'
      : undefined,
  );
}
