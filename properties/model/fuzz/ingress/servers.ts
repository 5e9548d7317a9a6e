import { serveOnServer, type ServedServices } from '../../../harness/serve-on-server.ts';
import { RestateTestEnvironment } from '../../../../sim/index.ts';
import { answersOf, type Answer } from './answers.ts';
import type { Conversation } from './conversation.ts';
import { differenceOf, type Difference } from './differences.ts';
import { fuzzedServices } from './services.ts';

/** Conversations that a simulation has before a new one takes its place: its trace only grows. */
const PER_SIMULATION = 200;

/** The two servers that are compared: a real one, and the HTTP port of a simulation. */
export class Servers implements AsyncDisposable {
  readonly #real: ServedServices;
  readonly #sims: Promise<RestateTestEnvironment>[] = [];
  #conversations = 0;

  static async start(): Promise<Servers> {
    return new Servers(await serveOnServer(fuzzedServices(), 'default'));
  }

  private constructor(real: ServedServices) {
    this.#real = real;
  }

  /** What the real server answers. @param tag used in no other conversation */
  real(conversation: Conversation, tag: string): Promise<readonly Answer[]> {
    return answersOf(this.#real.ingressUrl, conversation, tag);
  }

  /** @param tag used in no other conversation */
  async differenceOf(conversation: Conversation, tag: string): Promise<Difference | undefined> {
    const [real, sim] = await Promise.all([this.real(conversation, tag), this.#simulate(conversation, tag)]);
    return differenceOf(conversation, real, sim);
  }

  /** Where a new conversation goes, on either side. */
  async urls(): Promise<{ readonly real: string; readonly sim: string }> {
    const sim = await this.#simulation();
    return { real: this.#real.ingressUrl, sim: sim.baseUrl() };
  }

  async #simulate(conversation: Conversation, tag: string): Promise<readonly Answer[]> {
    const sim = await this.#simulation();
    return answersOf(sim.baseUrl(), conversation, tag);
  }

  #simulation(): Promise<RestateTestEnvironment> {
    const last = this.#sims.at(-1);
    if (last !== undefined && this.#conversations++ % PER_SIMULATION !== 0) return last;
    const next = simulated();
    this.#sims.push(next);
    return next;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const sim of this.#sims) await (await sim).stop();
    await this.#real[Symbol.asyncDispose]();
  }
}

/** A simulation with the services, behind an HTTP port. */
export function simulated(): Promise<RestateTestEnvironment> {
  return RestateTestEnvironment.start({ services: fuzzedServices(), engine: 'sim' });
}
