import { readDefinitions } from '../attempt/read-definition.ts';
import { sdkOf } from '../attempt/sdk-shape.ts';
import type { BoundService } from '../attempt/definition.ts';
import { allowancesOf } from '../simulation/faults/interventions.ts';
import type { Plan } from '../simulation/faults/plan.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import { sibling } from './sibling.ts';
import { forgetAll } from './clean.ts';
import { storedInvocations } from './journals.ts';
import { addressesOf } from './observe.ts';
import { Outside } from './outside.ts';
import { pause } from './real-clients.ts';
import { realRun, type RealResult } from './real-run.ts';
import type { ServerVersion } from '../core/server-version.ts';
import { openRoom, type RealRoom, type ServerMode } from './room.ts';
import type { FromScenario, ToScenario } from './scenario-main.ts';
import { injectionPointsOf, type InjectionPoint } from './injection-points.ts';

/** A real server with the services of a scenario, on which one plan after another is run. */
export class ScenarioRoom implements AsyncDisposable {
  readonly #scenario: Scenario;
  readonly #services: ReadonlyMap<string, BoundService>;
  #room: RealRoom | undefined;
  #outside: Outside;
  #points: readonly InjectionPoint[] = [];
  #attempts: Record<string, number> = {};

  /**
   * @param module URL of the module that exports the scenario, for the process that serves it
   * @throws {UsageError} when the server or that process does not start
   */
  static async open(
    scenario: Scenario,
    module: string,
    mode: ServerMode,
    version?: ServerVersion,
  ): Promise<ScenarioRoom> {
    const opened = new ScenarioRoom(scenario);
    const service: Parameters<typeof openRoom>[1] = {
      main: sibling('scenario-main', import.meta.url),
      args: [module, scenario.name],
      onReady: (answer) => answer(opened.#injectionPoints()),
      onMessage: (message, answer) => {
        const said = message as FromScenario;
        void opened.#answer(said).then((reply) => reply !== undefined && answer(reply));
      },
    };
    opened.#room = await openRoom(mode, service, version);
    return opened;
  }

  private constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#outside = new Outside(scenario, 0);
    const definitions = scenario.services(UNAVAILABLE_EFFECTS);
    this.#services = readDefinitions(definitions, sdkOf(definitions));
  }

  /** Runs a plan, checks what can be observed of it, and makes the server forget it. */
  async run(plan: Plan, limitMs: number): Promise<RealResult> {
    const room = this.room;
    this.#outside = new Outside(this.#scenario, plan.seed);
    this.#attempts = {};
    const allowed = allowancesOf(this.#scenario.faults);
    const inject = (points: readonly InjectionPoint[]): void => {
      this.#points = points;
      room.service.send(this.#injectionPoints());
    };
    try {
      const result = await realRun(room, {
        scenario: this.#scenario,
        plan,
        outside: this.#outside,
        services: this.#services,
        limitMs,
        troubles: (isOn) => inject(isOn ? injectionPointsOf(plan, allowed) : []),
      });
      await forgetAll(room.admin);
      return result;
    } catch (error) {
      // A connection breaks before the death of the server is known.
      await pause(GRACE_MS);
      throw room.server.death ?? error;
    }
  }

  /** Attempts of each invocation in the present run, as far as its address matters. */
  get attempts(): Readonly<Record<string, number>> {
    return this.#attempts;
  }

  get room(): RealRoom {
    if (this.#room === undefined) throw new Error('The scenario room was used before its server had started.');
    return this.#room;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#room?.[Symbol.asyncDispose]();
  }

  /** Clients wait for a paused invocation, so it must continue before they can finish. */
  async #resume(id: string): Promise<void> {
    // Another place reports a server that has died in the meantime.
    await this.room.admin.perform({ type: 'resume', id }).catch(() => undefined);
  }

  async #answer(said: FromScenario): Promise<ToScenario | undefined> {
    switch (said.type) {
      case 'effect':
        return this.#outside.call(said);
      case 'attempt':
        this.#attempts[said.address] = (this.#attempts[said.address] ?? 0) + 1;
        return undefined;
      case 'address':
        return { type: 'answer', call: said.call, output: await this.#addressOf(said.id) };
      case 'operate':
        await this.room.admin.perform({ type: said.fault, id: said.id });
        if (said.fault === 'pause') setTimeout(() => void this.#resume(said.id), PAUSED_MS);
        return { type: 'answer', call: said.call };
    }
  }

  /** The caller's journal holds it; that journal may be written a moment after the call. */
  async #addressOf(id: string): Promise<string> {
    for (let lookups = 0; lookups < MAX_LOOKUPS; lookups++) {
      const address = addressesOf(await storedInvocations(this.room.admin), EMPTY_ANSWERS).get(id);
      if (address !== undefined && address !== id) return address;
      await pause(LOOK_AGAIN_MS);
    }
    return id;
  }

  #injectionPoints(): ToScenario {
    return { type: 'injection points', points: this.#points, attempts: this.#attempts };
  }
}

const GRACE_MS = 200;
/** How long the operator leaves an invocation paused. */
const PAUSED_MS = 300;
const MAX_LOOKUPS = 50;
const LOOK_AGAIN_MS = 20;
const EMPTY_ANSWERS: ReadonlyMap<string, string> = new Map();

/** These definitions are only read; no handler of them runs. */
const UNAVAILABLE_EFFECTS = new Proxy({}, { get: () => () => Promise.reject(new Error('not here')) });
