import { readDefinitions } from '../attempt/read-definition.ts';
import { sdkOf } from '../attempt/sdk-shape.ts';
import type { BoundService } from '../attempt/definition.ts';
import type { Plan } from '../simulation/plan.ts';
import type { Scenario } from '../simulation/scenario.ts';
import { besides } from './besides.ts';
import { forgetAll } from './clean.ts';
import { crashPointsOf } from './crash-points-of.ts';
import type { CrashPoint } from './crash-points.ts';
import { Outside } from './outside.ts';
import { pause } from './real-clients.ts';
import { realRun, type RealResult } from './real-run.ts';
import { openRoom, type RealRoom, type ServerMode } from './room.ts';
import type { FromScenario, ToScenario } from './scenario-main.ts';

/** A real server with the services of a scenario, on which one plan after another is run. */
export class ScenarioRoom implements AsyncDisposable {
  readonly #scenario: Scenario;
  readonly #services: ReadonlyMap<string, BoundService>;
  #room: RealRoom | undefined;
  #outside: Outside;
  #points: readonly CrashPoint[] = [];
  #attempts: Record<string, number> = {};

  /**
   * @param module URL of the module that exports the scenario, for the process that serves it
   * @throws {UsageError} when the server or that process does not start
   */
  static async open(scenario: Scenario, module: string, mode: ServerMode): Promise<ScenarioRoom> {
    const opened = new ScenarioRoom(scenario);
    opened.#room = await openRoom(mode, {
      main: besides('scenario-main', import.meta.url),
      args: [module, scenario.name],
      onReady: (answer) => answer(opened.#crashPoints()),
      onMessage: (message, answer) => {
        const said = message as FromScenario;
        if (said.type === 'effect') answer(opened.#outside.call(said));
        else opened.#attempts[said.operation] = (opened.#attempts[said.operation] ?? 0) + 1;
      },
    });
    return opened;
  }

  private constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#outside = new Outside(scenario, 0);
    const definitions = scenario.services(NO_EFFECTS);
    this.#services = readDefinitions(definitions, sdkOf(definitions));
  }

  /** Runs a plan, checks what can be seen of it, and makes the server forget it. */
  async run(plan: Plan, limitMs: number): Promise<RealResult> {
    const room = this.room;
    this.#outside = new Outside(this.#scenario, plan.seed);
    this.#attempts = {};
    const strike = (points: readonly CrashPoint[]): void => {
      this.#points = points;
      room.service.send(this.#crashPoints());
    };
    try {
      const result = await realRun(room, {
        scenario: this.#scenario,
        plan,
        outside: this.#outside,
        services: this.#services,
        limitMs,
        troubles: (isOn) => strike(isOn ? crashPointsOf(plan) : []),
      });
      await forgetAll(room.admin);
      return result;
    } catch (error) {
      // A connection breaks before anybody is told that the server has died.
      await pause(GRACE_MS);
      throw room.server.death ?? error;
    }
  }

  /** Attempts of each operation in the present run, as far as crashes are planned in it. */
  get attempts(): Readonly<Record<string, number>> {
    return this.#attempts;
  }

  get room(): RealRoom {
    if (this.#room === undefined) throw new Error('The room is not open.');
    return this.#room;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#room?.[Symbol.asyncDispose]();
  }

  #crashPoints(): ToScenario {
    return { type: 'crash points', points: this.#points, attempts: this.#attempts };
  }
}

const GRACE_MS = 200;

/** Definitions that are only looked at call nothing. */
const NO_EFFECTS = new Proxy({}, { get: () => () => Promise.reject(new Error('not here')) });
