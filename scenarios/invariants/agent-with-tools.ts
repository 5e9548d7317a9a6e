import { callBreach, everyEffectCall, type Invariant, serviceInvariant, type ServiceCall } from '../../sim/index.ts';
import { mostRounds, type ToolRun } from '../../objects/agent-with-tools.ts';
import type { ModelRequest } from '../../objects/chat-app.ts';

/** Whatever the model asks for, a tool is given what it can use. */
export const argumentsFit: Invariant = everyEffectCall<ToolRun<{ readonly place: string }>>(
  'a tool runs with arguments that it can use',
  'weather',
  ({ input }) =>
    typeof (input.arguments as { place?: unknown } | null)?.place === 'string'
      ? true
      : `it was given ${JSON.stringify(input.arguments)}.`,
);

/** Each call of a tool has a result, which the model is told the next time that it is asked. */
export const resultsComeBack: Invariant = everyEffectCall<ModelRequest>(
  'the model gets the result of each tool',
  'model',
  ({ input: { messages, idempotencyKey } }) => {
    const round = Number(idempotencyKey.split('/').at(-1));
    const told = messages.filter(({ role }) => role === 'tool').length;
    return told >= round - 1 || `it is asked for the ${round}th time and was told ${told} results.`;
  },
);

/** However long the model goes on, a turn comes to its end. */
export const roundsAreBounded: Invariant = serviceInvariant(
  'a turn has a bounded number of rounds',
  'AgentWithTools',
  () => {
    const rounds = new Map<string, Set<unknown>>();
    const open = new Map<string, ServiceCall>();
    let asked = 0;
    return {
      onCreated: (call) => void open.set(call.invocation, call),
      onEvent: (event) => {
        if (event.type !== 'effect began' || event.effect !== 'model' || event.zombie) return undefined;
        const by = event.invocation ?? '';
        const call = open.get(by);
        if (call === undefined) return undefined;
        asked++;
        const runs = rounds.get(by) ?? new Set();
        rounds.set(by, runs.add(event.run));
        if (runs.size <= mostRounds) return undefined;
        return callBreach(call, {
          message: `asked the model in ${runs.size} rounds, at most ${mostRounds} are allowed.`,
          seq: event.seq,
        });
      },
      exercised: () => asked,
    };
  },
);

/** A tool's failure is told to the model; it is the model that answers. */
export const toolsEndNothing: Invariant = serviceInvariant(
  'a tool that fails does not end the turn',
  'AgentWithTools',
  () => {
    let ended = 0;
    return {
      onCompleted: (call, end) => {
        ended++;
        if (!('failure' in end) || !/storm|tool|arguments/.test(end.failure.message)) return undefined;
        return callBreach(call, { message: `ended with "${end.failure.message}".`, seq: end.seq });
      },
      exercised: () => ended,
    };
  },
);
