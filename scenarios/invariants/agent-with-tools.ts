import { callBreach, everyEffectCall, type Invariant, serviceInvariant, type ServiceCall } from '../../sim/index.ts';
import { mostRounds, type ToolRun } from '../../objects/agent-with-tools.ts';
import type { ModelRequest } from '../../objects/chat-app.ts';

/** Whatever the model returns, a tool gets valid arguments. */
export const argumentsFit: Invariant = everyEffectCall<ToolRun<{ readonly place: string }>>(
  'a tool runs with arguments that it can use',
  'weather',
  ({ input }) =>
    typeof (input.arguments as { place?: unknown } | null)?.place === 'string'
      ? true
      : `the tool got ${JSON.stringify(input.arguments)}.`,
);

/** Each call of a tool has a result, and the model gets it with its next request. */
export const resultsComeBack: Invariant = everyEffectCall<ModelRequest>(
  'the model gets the result of each tool',
  'model',
  ({ input: { messages, idempotencyKey } }) => {
    const round = Number(idempotencyKey.split('/').at(-1));
    const results = messages.filter(({ role }) => role === 'tool').length;
    return results >= round - 1 || `round ${round} has only ${results} results.`;
  },
);

/** A turn ends, even if the model calls tools without end. */
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
          message: `called the model in ${runs.size} rounds, at most ${mostRounds} are allowed.`,
          seq: event.seq,
        });
      },
      exercised: () => asked,
    };
  },
);

/** The model gets the failure of a tool, and answers itself. */
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
