import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer } from 'node:http2';
import { createEndpointHandler, TerminalError } from '@restatedev/restate-sdk';
import { withDefaultOptions, withEndpointOptions } from '../attempt/endpoint-options.ts';
import { scenariosIn } from '../simulation/scenario/scenarios-in.ts';
import type { AttemptSeen } from './attempt-tap.ts';
import type { OperatorFault, InjectionPoint } from './injection-points.ts';
import { FaultInjector } from './fault-injector.ts';

/** Why an effect failed. With a code it is a terminal error for the caller. */
export interface EffectFailure {
  readonly message: string;
  readonly terminalCode?: number;
}

/** Messages to the process that serves a scenario. */
export type ToScenario =
  | { readonly type: 'answer'; readonly call: number; readonly output?: unknown; readonly failure?: EffectFailure }
  | {
      readonly type: 'injection points';
      readonly points: readonly InjectionPoint[];
      readonly attempts: Readonly<Record<string, number>>;
    };

/** Messages from it: its handlers call an effect or begin an attempt, or it needs an address or an operator. */
export type FromScenario =
  | { readonly type: 'address'; readonly call: number; readonly id: string }
  | { readonly type: 'operate'; readonly call: number; readonly id: string; readonly fault: OperatorFault }
  | {
      readonly type: 'effect';
      readonly call: number;
      readonly effect: string;
      readonly input: unknown;
      /** The invocation that called it, and its latest command then: a ctx.run, if it was called in one. */
      readonly by: { readonly id: string; readonly entry: number } | undefined;
    }
  | { readonly type: 'attempt'; readonly address: string };

/** Serves the services of a scenario to a real server. The process that started it runs their effects. */
const [port = '', module = '', name = ''] = process.argv.slice(2);
const scenario = scenariosIn((await import(module)) as object).find((candidate) => candidate.name === name);
if (scenario === undefined) throw new Error(`${module} exports no scenario called "${name}".`);

let calls = 0;
/** The stream that the running code belongs to. */
const streams = new AsyncLocalStorage<AttemptSeen | undefined>();
const waiting = new Map<
  number,
  { readonly resolve: (output: unknown) => void; readonly reject: (error: Error) => void }
>();
const send = (message: FromScenario): void => void process.send?.(message);
const ask = <T>(message: (call: number) => FromScenario): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    const call = ++calls;
    waiting.set(call, { resolve: resolve as (output: unknown) => void, reject });
    send(message(call));
  });
const effects = Object.fromEntries(
  Object.keys(scenario.effects).map((effect) => [
    effect,
    (input: unknown): Promise<unknown> => {
      const { id, commands = 0 } = streams.getStore() ?? {};
      const by = id === undefined ? undefined : { id, entry: commands - 1 };
      return ask((call) => ({ type: 'effect', call, effect, input, by }));
    },
  ]),
);
const injector = new FaultInjector({
  die: () => process.kill(process.pid, 'SIGKILL'),
  addressOf: (id) => ask((call) => ({ type: 'address', call, id })),
  operate: (fault, id) => ask((call) => ({ type: 'operate', call, id, fault })),
  began: (address) => send({ type: 'attempt', address }),
});
const pointsKnown = Promise.withResolvers<void>();
process.on('message', (message: ToScenario) => {
  if (message.type === 'injection points') {
    injector.set(message.points, message.attempts);
    pointsKnown.resolve();
    return;
  }
  const { resolve, reject } = waiting.get(message.call) ?? {};
  waiting.delete(message.call);
  const { failure } = message;
  if (failure === undefined) resolve?.(message.output);
  else if (failure.terminalCode === undefined) reject?.(new Error(failure.message));
  else reject?.(new TerminalError(failure.message, { errorCode: failure.terminalCode }));
});

const services = withDefaultOptions(scenario.services(effects), scenario.defaultServiceOptions) as Parameters<
  typeof createEndpointHandler
>[0]['services'];
const handler = createEndpointHandler({ services: services.map(withEndpointOptions), logger: () => undefined });
createServer((request, response) => {
  // The server retries as soon as this process listens. The faults to inject must be known by then, or an attempt is missed.
  void pointsKnown.promise.then(() => {
    const attempt = injector.watch(request, response);
    streams.run(attempt, () => handler(request, response));
  });
}).listen(Number(port), '127.0.0.1', () => process.send?.('ready'));

// Without the process that started this one, its handlers are not needed.
process.on('disconnect', () => process.exit(0));
