import type { Invariant, StateView } from '../../../sim/checks/invariant.ts';
import { atRest } from '../../../sim/checks/build-invariant.ts';
import type { TraceEvent } from '../../../sim/trace/event.ts';

const decoder = new TextDecoder();

/** @returns what a body says, decoded from JSON; undefined when it is empty or no JSON */
export function bodyOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}

/** An answer of 200 or a refusal that a client was given, with what it had asked for. */
export interface Answered {
  readonly operation: string;
  readonly handler: string;
  readonly key: string;
  readonly input: unknown;
  readonly status: number;
  readonly output: unknown;
}

/**
 * An invariant over all answers that clients were given, looked at when the world has come to rest.
 * @param holds says what is wrong, or undefined
 */
export function answersAgree(
  name: string,
  holds: (answers: readonly Answered[], view: StateView) => string | undefined,
): Invariant {
  return {
    name,
    watch: (view) => {
      const asked = new Map<string, Extract<TraceEvent, { type: 'operation' }>>();
      const answers: Answered[] = [];
      let judged = 0;
      return {
        sees: new Set(['operation', 'answer']),
        see: (event) => {
          if (event.type === 'operation') asked.set(event.operation, event);
          const request = event.type === 'answer' ? asked.get(event.operation) : undefined;
          if (event.type !== 'answer' || request === undefined) return undefined;
          const { handler, key = '' } = request.target;
          const { operation, status, body } = event;
          answers.push({
            operation,
            handler,
            key,
            input: bodyOf(request.input),
            status,
            output: bodyOf(body),
          });
          return undefined;
        },
        end: () => {
          judged++;
          const problem = holds(answers, view);
          return problem === undefined ? undefined : { message: problem, events: [] };
        },
        exercised: () => judged,
      };
    },
  };
}

/** An invariant over the outside world when everything has come to rest. */
export function outsideAtRest<State>(
  name: string,
  effect: string,
  holds: (state: State) => string | undefined,
): Invariant {
  return atRest(name, (view) => holds(view.effect(effect) as State) ?? true);
}
