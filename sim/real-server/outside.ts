import { TerminalError } from '@restatedev/restate-sdk';
import { KeyedRandom } from '../core/random.ts';
import { Repetitions } from '../simulation/run/repetitions.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import type { Happening } from '../trace/event.ts';
import { realTime } from './real-time.ts';
import type { FromScenario, ToScenario } from './scenario-main.ts';

/** Something that was observed, and when, in ms of real time. */
export interface Seen {
  readonly atMs: number;
  readonly happening: Happening;
  /** What the outside world looked like from then on, by effect. */
  readonly effects?: ReadonlyMap<string, unknown>;
  /** The invocation that called an effect, and the entry of its journal. */
  readonly by?: Call['by'];
}

type Call = Extract<FromScenario, { type: 'effect' }>;
type Answer = Extract<ToScenario, { type: 'answer' }>;

/** One call in so many fails, and as many lose their answer. */
const TROUBLE = 12;

/** The outside world of a run on a real server: it lives here, so that it survives the process that serves handlers. */
export class Outside {
  readonly seen: Seen[] = [];
  readonly #scenario: Scenario;
  readonly #random: KeyedRandom;
  readonly #states = new Map<string, unknown>();
  readonly #repetitions = new Repetitions();
  #calls = 0;
  /** Once true, no effect fails any more. */
  frozen: boolean;

  /** @param seed decides which calls fail or lose their answers */
  constructor(scenario: Scenario, seed: number) {
    this.#scenario = scenario;
    this.#random = new KeyedRandom(seed);
    this.frozen = !scenario.faults.effects;
    for (const [name, { definition }] of Object.entries(scenario.effects)) this.#states.set(name, definition.state());
  }

  state(name: string): unknown {
    return this.#states.get(name);
  }

  call({ call, effect: name, input, by }: Call): Answer {
    const definition = this.#scenario.effects[name]?.definition;
    if (definition === undefined) return failed(call, new Error(`There is no effect "${name}".`));
    const callId = `${name} ${++this.#calls}`;
    this.#see(by, { ...UNKNOWN, type: 'effect began', effect: name, call: callId, input });
    const { fails = true, losesAnswer = true } = definition.troubles ?? {};
    const dice = this.frozen ? 1 : this.#random.unit('real effect', callId) * TROUBLE;
    if (fails && dice < 1 && !this.frozen) return this.#failed({ call, by, callId, name }, new Error(`${name} failed`));
    const key = definition.idempotencyKey?.(input) || undefined;
    let output: unknown;
    let repeated = false;
    try {
      const state = this.#states.get(name);
      [output, repeated] = this.#repetitions.apply(name, definition, { state, input, key });
    } catch (error) {
      return this.#failed({ call, by, callId, name }, error);
    }
    const fenced = definition.fenced ?? false;
    this.#see(by, { ...UNKNOWN, type: 'effect happened', effect: name, call: callId, key, repeated, fenced, output });
    if (losesAnswer && dice >= 1 && dice < 2 && !this.frozen) {
      return this.#failed(
        { call, by, callId, name },
        new Error(`${name}: the connection was lost before the answer came`),
      );
    }
    this.#see(by, { type: 'effect answered', effect: name, call: callId, failure: undefined });
    return { type: 'answer', call, output };
  }

  #failed(
    { call, by, callId, name }: Pick<Call, 'call' | 'by'> & { callId: string; name: string },
    error: unknown,
  ): Answer {
    const answer = failed(call, error);
    this.#see(by, { type: 'effect answered', effect: name, call: callId, failure: answer.failure?.message });
    return answer;
  }

  #see(by: Call['by'], happening: Happening): void {
    const effects = new Map([...this.#states].map(([name, state]) => [name, copied(state)]));
    this.seen.push({ atMs: realTime(), happening, effects, by });
  }
}

/** Filled in as far as it is known, when the run is over. */
const UNKNOWN = { invocation: undefined, attempt: undefined, run: undefined, zombie: false } as const;

function failed(call: number, error: unknown): Answer {
  const message = error instanceof Error ? error.message : String(error);
  const terminalCode = error instanceof TerminalError ? error.code : undefined;
  return { type: 'answer', call, failure: { message, ...(terminalCode !== undefined && { terminalCode }) } };
}

/** As it is now; what cannot be copied is shown as it will be. */
function copied(state: unknown): unknown {
  try {
    return structuredClone(state);
  } catch {
    return state;
  }
}
