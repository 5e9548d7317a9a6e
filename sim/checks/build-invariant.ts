import type { EventOf } from '../trace/event.ts';
import type { Breach, Invariant, RunView } from './invariant.ts';
import { virtualTime } from '../core/virtual-time.ts';
import { decodePayload, handlerOf, keyOf, describeInvocation, type Created } from './naming.ts';

/** What a condition says: `true` where it holds, otherwise what is wrong, in words. */
export type Holds = true | string;

/** A value of state that was just written. */
export interface Written<Value> {
  readonly key: string;
  readonly value: Value;
  /** What stood there before; undefined for the first value. */
  readonly before: Value | undefined;
}

/**
 * An invariant over each value that is written under one name of state, looked at the moment it is stored: in Restate it
 * can be seen from then on, whatever becomes of the handler.
 * @param name what holds, in words
 * @param place the service, and the name under which its handlers write
 */
export function everyWrite<Value>(
  name: string,
  place: { readonly service: string; readonly state: string },
  holds: (written: Written<Value>) => Holds,
): Invariant {
  return {
    name,
    watch: () => {
      const writers = new Map<string, Created>();
      const values = new Map<string, Value>();
      let looked = 0;
      return {
        see: (event) => {
          if (event.type === 'invocation created' && event.target.service === place.service)
            writers.set(event.invocation, event);
          if (event.type !== 'appended' || event.command.type !== 'SetState' || event.command.key !== place.state)
            return undefined;
          const writer = writers.get(event.invocation);
          if (writer === undefined) return undefined;
          const { key = '' } = writer.target;
          const value = decodePayload(event.command.value) as Value;
          looked++;
          const said = holds({ key, value, before: values.get(key) });
          values.set(key, value);
          return said === true ? undefined : breachOf(writer, event, said);
        },
        exercised: () => looked,
      };
    },
  };
}

/**
 * An invariant over what is left when the world has come to rest: all clients have been answered, all that was begun has
 * ended, and nothing goes wrong any more.
 * @param name what holds, in words
 */
export function atRest(name: string, holds: (view: RunView) => Holds): Invariant {
  return {
    name,
    watch: (view) => {
      let looked = 0;
      return {
        end: () => {
          looked++;
          const said = holds(view);
          return said === true ? undefined : { message: `When everything had come to rest: ${said}`, events: [] };
        },
        exercised: () => looked,
      };
    },
  };
}

/** A call of an effect, with the invocation that makes it. */
export interface EffectRequest<Input> {
  readonly input: Input;
  /** The event that created the calling invocation: its target, its kind and its address. */
  readonly by: Created;
  readonly view: RunView;
}

/**
 * An invariant over each call of an effect, checked when the call begins. Calls of zombies are left out: the server does
 * not listen to them any more.
 * @param name what holds, in words; it is printed when the invariant is broken
 * @param effect name of the effect, as the scenario declares it
 * @param holds returns `true`, or says what is wrong with the call
 */
export function everyEffectCall<Input>(
  name: string,
  effect: string,
  holds: (request: EffectRequest<Input>) => Holds,
): Invariant {
  return {
    name,
    watch: (view) => {
      let judged = 0;
      return {
        sees: new Set(['effect began']),
        see: (event) => {
          if (event.type !== 'effect began' || event.effect !== effect || event.zombie) return undefined;
          const by = event.invocation === undefined ? undefined : view.who(event.invocation);
          if (by === undefined) return undefined;
          judged++;
          const said = holds({ input: event.input as Input, by, view });
          if (said === true) return undefined;
          return {
            message: `${describeInvocation(by)} called "${effect}" at ${virtualTime(event.atMs)}: ${said}`,
            events: [event.seq],
            handler: handlerOf(by.target),
          };
        },
        exercised: () => judged,
      };
    },
  };
}

function breachOf(writer: Created, event: EventOf<'appended'>, said: string): Breach {
  return {
    message: `${describeInvocation(writer)} wrote to ${keyOf(writer.target) ?? writer.target.service} at ${virtualTime(event.atMs)} (entry ${event.entry}): ${said}`,
    events: [event.seq],
    handler: handlerOf(writer.target),
  };
}
