import type { EventOf } from '../trace/event.ts';
import type { Breach, Invariant, RunView } from './invariant.ts';
import { decoded, handlerOf, keyOf, moment, nameOf, type Created } from './naming.ts';

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
          const value = decoded(event.command.value) as Value;
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

function breachOf(writer: Created, event: EventOf<'appended'>, said: string): Breach {
  return {
    message: `${nameOf(writer)} wrote to ${keyOf(writer.target) ?? writer.target.service} at ${moment(event.atMs)} (entry ${event.entry}): ${said}`,
    events: [event.seq],
    handler: handlerOf(writer.target),
  };
}
