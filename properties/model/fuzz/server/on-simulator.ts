import type { Engine } from '../../../../sim/attempt/attempt.ts';
import { quiet } from '../../../../sim/core/choices.ts';
import type { ServerOptions } from '../../../../sim/server/options.ts';
import type { Server } from '../../../../sim/server/server.ts';
import { assemble } from '../../../../sim/simulation/run/assemble.ts';
import { Mover } from '../../../../sim/simulation/run/mover.ts';
import { SimulatorDriver } from '../../conformance/simulator/simulator-driver.ts';
import type { Program } from '../engines/program.ts';
import { NOTHING_OUTSIDE } from './nothing-outside.ts';
import { answerOf, requestsOf } from './requests.ts';
import { inCallOrder, inScope, type Answer, type Outcome, type SeenInvocation } from './outcome.ts';
import { taggedServices } from './services.ts';
import { decodeUtf8 } from '../../../../sim/core/utf8.ts';

/** How long a program may take in virtual time, in ms: by far longer than what it waits for, and shorter than its timeouts. */
const LIMIT_MS = 30_000;
/**
 * Runs a program in the simulator, every choice the quiet one.
 * @param sabotage breaks the model, for showing that it is found out
 */
export async function onSimulator(
  engine: Engine,
  program: Program,
  tag: string,
  server: Partial<ServerOptions>,
  sabotage: (model: Server) => void = () => undefined,
): Promise<Outcome> {
  const programs = new Map([[tag, program]]);
  const assembled = assemble({
    seed: program.seed,
    decider: quiet,
    services: () => taggedServices(programs),
    engine,
    server,
  });
  sabotage(assembled.server);
  const driver = new SimulatorDriver(assembled, new Mover(assembled.server, assembled.loop), [], NOTHING_OUTSIDE);
  const answers: Answer[] = [];
  const roots: string[] = [];
  for (const request of requestsOf(program, tag)) {
    const reply = await driver.ingress(request);
    answers.push(answerOf(reply));
    const id = reply.headers['x-restate-id'];
    if (id !== undefined && !roots.includes(id)) roots.push(id);
  }
  const { introspection } = assembled.server;
  const isOver = (): boolean => introspection.invocations().every(({ status }) => status === 'completed');
  for (let passed = 0; !isOver() && passed < LIMIT_MS; passed += 100) await driver.sleep(100);
  const state: Record<string, string> = {};
  for (const { scope = '', service, key, state: values } of assembled.server.keys) {
    for (const [name, value] of values.snapshot()) state[`${scope}/${service}/${key}/${name}`] = decodeUtf8(value);
  }
  const look = (id: string): SeenInvocation => {
    const row = introspection.invocation(id);
    const result = row?.completion_failure ?? row?.completion_result ?? 'open';
    const invocation = assembled.server.invocations.get(id);
    const target = inScope(invocation?.origin.target.scope, row?.target ?? '');
    return { id, target, result, journal: invocation?.journal ?? [] };
  };
  return { answers, invocations: await inCallOrder(roots, look), state };
}
