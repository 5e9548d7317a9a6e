import type { EventOf } from '../trace/event.ts';
import type { Breach, Invariant, RunView } from './invariant.ts';
import { virtualTime } from '../core/virtual-time.ts';
import { wrongIn, type Holds } from './verdicts.ts';
import { decodePayload, handlerOf, keyOf, describeInvocation, type Created } from './naming.ts';

/** A state value that a handler has just written. */
export interface Written<Value> {
  readonly key: string;
  readonly value: Value;
  /** The value that it replaces; undefined for the first value. */
  readonly before: Value | undefined;
}

export type { Holds } from './verdicts.ts';

/**
 * An invariant over each value that handlers write under one state name. It is checked when the write is stored: from then
 * on other handlers can read the value, even if the handler fails afterwards.
 * @param name what holds, in words; it is printed when the invariant is broken
 * @param target the service, and the state name that its handlers write
 */
export function everyWrite<Value>(
  name: string,
  target: { readonly service: string; readonly state: string },
  holds: (written: Written<Value>) => Holds,
): Invariant {
  return {
    name,
    watch: () => {
      const writers = new Map<string, Created>();
      const values = new Map<string, Value>();
      let judged = 0;
      return {
        see: (event) => {
          if (event.type === 'invocation created' && event.target.service === target.service)
            writers.set(event.invocation, event);
          if (event.type !== 'appended' || event.command.type !== 'SetState' || event.command.key !== target.state)
            return undefined;
          const writer = writers.get(event.invocation);
          if (writer === undefined) return undefined;
          const { key = '' } = writer.target;
          const value = decodePayload(event.command.value) as Value;
          judged++;
          const wrong = wrongIn(name, holds({ key, value, before: values.get(key) }));
          values.set(key, value);
          return wrong === undefined ? undefined : breachOf(writer, event, wrong);
        },
        exercised: () => judged,
      };
    },
  };
}

/**
 * An invariant over the final state of a run, checked when the run has settled: all clients have their responses, all
 * invocations have ended, and no more faults are injected.
 * @param name what holds, in words; it is printed when the invariant is broken
 */
export function atRest(name: string, holds: (view: RunView) => Holds): Invariant {
  return {
    name,
    watch: (view) => {
      let judged = 0;
      return {
        end: () => {
          judged++;
          const wrong = wrongIn(name, holds(view));
          return wrong === undefined ? undefined : { message: `When the run had settled: ${wrong}`, events: [] };
        },
        exercised: () => judged,
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
          const wrong = wrongIn(name, holds({ input: event.input as Input, by, view }));
          if (wrong === undefined) return undefined;
          return {
            message: `${describeInvocation(by)} called "${effect}" at ${virtualTime(event.atMs)}: ${wrong}`,
            events: [event.seq],
            handler: handlerOf(by.target),
          };
        },
        exercised: () => judged,
      };
    },
  };
}

function breachOf(writer: Created, event: EventOf<'appended'>, wrong: string): Breach {
  return {
    message: `${describeInvocation(writer)} wrote to ${keyOf(writer.target) ?? writer.target.service} at ${virtualTime(event.atMs)} (entry ${event.entry}): ${wrong}`,
    events: [event.seq],
    handler: handlerOf(writer.target),
  };
}
