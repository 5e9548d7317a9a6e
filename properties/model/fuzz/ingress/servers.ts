import { createServer, type ServerHttp2Session } from 'node:http2';
import { createEndpointHandler } from '@restatedev/restate-sdk';
import { RestateTestEnvironment } from '../../../../sim/index.ts';
import { freePorts } from '../../../../sim/real-server/free-ports.ts';
import { openServer } from '../../../../sim/real-server/room.ts';
import { answersOf, type Answer } from './answers.ts';
import type { Conversation } from './conversation.ts';
import { differenceOf, type Difference } from './differences.ts';
import { fuzzedServices } from './services.ts';

/** Conversations that a simulation has before a new one takes its place: its trace only grows. */
const PER_SIMULATION = 200;

/** The two servers that are compared: a real one, and the HTTP face of a simulation. */
export class Servers implements AsyncDisposable {
  readonly #real: RealIngress;
  readonly #sims: Promise<RestateTestEnvironment>[] = [];
  #conversations = 0;

  static async start(): Promise<Servers> {
    return new Servers(await openRealIngress());
  }

  private constructor(real: RealIngress) {
    this.#real = real;
  }

  /** What the real server answers. @param tag used in no other conversation */
  real(conversation: Conversation, tag: string): Promise<readonly Answer[]> {
    return answersOf(this.#real.url, conversation, tag);
  }

  /** @param tag used in no other conversation */
  async differenceOf(conversation: Conversation, tag: string): Promise<Difference | undefined> {
    const [real, sim] = await Promise.all([this.real(conversation, tag), this.#simulate(conversation, tag)]);
    return differenceOf(conversation, real, sim);
  }

  async #simulate(conversation: Conversation, tag: string): Promise<readonly Answer[]> {
    if (this.#conversations++ % PER_SIMULATION === 0) this.#sims.push(simulated());
    const sim = await this.#sims.at(-1);
    return sim === undefined ? [] : answersOf(sim.baseUrl(), conversation, tag);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const sim of this.#sims) await (await sim).stop();
    await this.#real[Symbol.asyncDispose]();
  }
}

/** The HTTP face of a simulation with the services. */
export function simulated(): Promise<RestateTestEnvironment> {
  return RestateTestEnvironment.start({ services: fuzzedServices(), engine: 'sim' });
}

interface RealIngress extends AsyncDisposable {
  readonly url: string;
}

/** A restate-server to which this process serves the services; the SDK's log of what ends with it is not shown. */
async function openRealIngress(): Promise<RealIngress> {
  await using parts = new AsyncDisposableStack();
  const [port = 0] = await freePorts(1);
  const handler = createEndpointHandler({ services: fuzzedServices(), logger: () => undefined });
  const serving = createServer(handler).listen(port, '127.0.0.1');
  const sessions = new Set<ServerHttp2Session>();
  serving.on('session', (session) => sessions.add(session));
  parts.defer(() => {
    serving.close();
    for (const session of sessions) session.destroy();
  });
  const room = parts.use(await openServer('default'));
  await room.admin.register(`http://127.0.0.1:${port}`);
  const everything = parts.move();
  return { url: room.server.ingressUrl, [Symbol.asyncDispose]: () => everything.disposeAsync() };
}
