import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer } from 'node:http2';
import { createEndpointHandler, TerminalError } from '@restatedev/restate-sdk';
import { scenariosIn } from '../simulation/scenarios-in.ts';
import { CrashPoints, type CrashPoint, type Stream } from './crash-points.ts';

/** Why an effect failed; with a code, the caller is told so for good. */
export interface EffectFailure {
  readonly message: string;
  readonly terminalCode?: number;
}

/** What the process that serves a scenario is told. */
export type ToScenario =
  | { readonly type: 'answer'; readonly call: number; readonly output?: unknown; readonly failure?: EffectFailure }
  | {
      readonly type: 'crash points';
      readonly points: readonly CrashPoint[];
      readonly attempts: Readonly<Record<string, number>>;
    };

/** What it tells: its handlers reach for the outside world, or begin an attempt. */
export type FromScenario =
  | {
      readonly type: 'effect';
      readonly call: number;
      readonly effect: string;
      readonly input: unknown;
      /** The invocation that called it, and its latest command then: a ctx.run, if it was called in one. */
      readonly by: { readonly id: string; readonly entry: number } | undefined;
    }
  | { readonly type: 'attempt'; readonly operation: string };

/** Serves the services of a scenario to a real server; what they do outside is done by who started it. */
const [port = '', module = '', name = ''] = process.argv.slice(2);
const scenario = scenariosIn((await import(module)) as object).find((candidate) => candidate.name === name);
if (scenario === undefined) throw new Error(`${module} exports no scenario called "${name}".`);

let calls = 0;
/** Whoever is under way knows the stream that it belongs to. */
const streams = new AsyncLocalStorage<Stream>();
const waiting = new Map<
  number,
  { readonly resolve: (output: unknown) => void; readonly reject: (error: Error) => void }
>();
const tell = (message: FromScenario): void => void process.send?.(message);
const effects = Object.fromEntries(
  Object.keys(scenario.effects).map((effect) => [
    effect,
    (input: unknown): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const call = ++calls;
        waiting.set(call, { resolve, reject });
        const { id, commands = 0 } = streams.getStore() ?? {};
        tell({ type: 'effect', call, effect, input, by: id === undefined ? undefined : { id, entry: commands - 1 } });
      }),
  ]),
);
const points = new CrashPoints(() => process.kill(process.pid, 'SIGKILL'));
process.on('message', (message: ToScenario) => {
  if (message.type === 'crash points') {
    points.set(message.points, message.attempts);
    return;
  }
  const { resolve, reject } = waiting.get(message.call) ?? {};
  waiting.delete(message.call);
  const { failure } = message;
  if (failure === undefined) resolve?.(message.output);
  else if (failure.terminalCode === undefined) reject?.(new Error(failure.message));
  else reject?.(new TerminalError(failure.message, { errorCode: failure.terminalCode }));
});

const services = scenario.services(effects) as Parameters<typeof createEndpointHandler>[0]['services'];
const handler = createEndpointHandler({ services, logger: () => undefined });
createServer((request, response) => {
  const stream = points.watch(request, response, (operation) => tell({ type: 'attempt', operation }));
  streams.run(stream, () => handler(request, response));
}).listen(Number(port), '127.0.0.1', () => process.send?.('ready'));

// Without the one who started us there is nobody to serve.
process.on('disconnect', () => process.exit(0));
