import { effectCallOf, stepOf } from '../../core/address.ts';
import { currentScope, inScope, type Scope } from '../../attempt/scope.ts';
import { UsageError } from '../../core/errors.ts';
import type { World } from '../../server/world.ts';
import type { Effect, EffectDefinition } from '../scenario/effect.ts';
import { Repetitions } from './repetitions.ts';
import { AttemptProcess } from './attempt-process.ts';

/** The error of a call that fails or whose response is lost. It is not terminal, so the SDK retries. */
export class EffectFailed extends Error {
  override name = 'EffectFailed';
}

type Course = 'answers' | 'fails' | 'loses the answer';

/** The outside world of one run. Each call of an effect has three events: it begins, it happens, and it is answered. */
export class Effects {
  readonly #world: World;
  readonly #states = new Map<string, unknown>();
  readonly #repetitions = new Repetitions();
  /** The functions that services get, by effect name. */
  readonly calls: Readonly<Record<string, (input: unknown) => Promise<unknown>>>;
  /** When true, no more calls fail or lose their response. */
  frozen = false;

  constructor(world: World, effects: Readonly<Record<string, Effect<never, unknown>>>) {
    this.#world = world;
    const calls: Record<string, (input: unknown) => Promise<unknown>> = {};
    for (const [name, { definition }] of Object.entries(effects)) {
      this.#states.set(name, definition.state());
      calls[name] = (input) => this.#call(name, definition, input);
    }
    this.calls = calls;
  }

  /** The state of an effect as it is now, for invariants and tests. */
  state(name: string): unknown {
    return this.#states.get(name);
  }

  #call(name: string, definition: EffectDefinition<unknown, unknown, unknown>, input: unknown): Promise<unknown> {
    const scope = currentScope();
    const process = scope?.process;
    if (scope === undefined || !(process instanceof AttemptProcess)) {
      throw new UsageError(
        'EFFECT_OUTSIDE_HANDLER',
        `The effect "${name}" was called outside a handler of this simulation; call it from a handler, inside ctx.run.`,
      );
    }
    const { stream } = process;
    const call = effectCallOf(stream.address, name, process.effects++);
    this.#world.trace.add({
      type: 'effect began',
      effect: name,
      call,
      invocation: stream.invocation.address,
      attempt: stream.number,
      run: runOf(scope, process),
      zombie: stream.zombie,
      input,
    });
    const course = this.#course(definition, call);
    const latency = this.#world.choices.of('latency', call, definition.latenciesMs ?? [0]);
    return new Promise((resolve, reject) => {
      const pending: PendingCall = { name, call, definition, input, course, process, scope, resolve, reject };
      this.#after(latency, pending, () => this.#happen(pending));
      scope.enter();
    });
  }

  #course(definition: EffectDefinition<unknown, unknown, unknown>, call: string): Course {
    const { fails = true, losesAnswer = true } = definition.troubles ?? {};
    const courses: [Course, ...Course[]] = ['answers'];
    if (fails) courses.push('fails');
    if (losesAnswer) courses.push('loses the answer');
    return this.#world.choices.of('effect', call, courses, this.frozen);
  }

  #happen(pending: PendingCall): void {
    const { name, call, definition, input, course, process } = pending;
    const { stream } = process;
    if (course === 'fails') {
      this.#answer(pending, undefined, new EffectFailed(`${name} failed`));
      return;
    }
    // An empty key means no key.
    const key = definition.idempotencyKey?.(input) || undefined;
    let output: unknown;
    let repeated = false;
    try {
      // In the scope of its caller, so that its assertions are recorded and it sees virtual time.
      [output, repeated] = inScope(pending.scope, () =>
        this.#repetitions.apply(name, definition, { state: this.#states.get(name), input, key }),
      );
    } catch (error) {
      // A refusal is a response too, and can be lost like any other.
      const refusal = error instanceof Error ? error : new EffectFailed(String(error));
      this.#answer(pending, undefined, course === 'answers' ? refusal : lost(name));
      return;
    }
    this.#world.trace.add({
      type: 'effect happened',
      effect: name,
      call,
      invocation: stream.invocation.address,
      attempt: stream.number,
      run: runOf(pending.scope, process),
      zombie: stream.zombie || stream.dead,
      key,
      repeated,
      fenced: definition.fenced ?? false,
      output,
    });
    if (course === 'answers') this.#answer(pending, output, undefined);
    else this.#answer(pending, undefined, lost(name));
  }

  /** The response arrives and the calling code continues: a step of its own. */
  #answer(pending: PendingCall, output: unknown, error: Error | undefined): void {
    const { stream } = pending.process;
    this.#world.agenda.add({
      chain: `${pending.call} answer`,
      address: stepOf(pending.call, 'answer'),
      footprint: { reads: ['clock', 'process'], writes: [stream.resource] },
      runsUserCode: true,
      perform: () => {
        if (stream.dead) return;
        this.#world.trace.add({
          type: 'effect answered',
          effect: pending.name,
          call: pending.call,
          failure: error?.message,
        });
        pending.scope.leave();
        if (error === undefined) pending.resolve(output);
        else pending.reject(error);
        stream.touch();
      },
    });
  }

  #after(latencyMs: number, pending: PendingCall, perform: () => void): void {
    const { agenda, clock } = this.#world;
    const step = {
      chain: pending.call,
      address: pending.call,
      footprint: { reads: ['clock', pending.process.stream.resource], writes: [`effect:${pending.name}`] },
      runsUserCode: false,
      perform,
    };
    if (latencyMs === 0) agenda.add(step);
    else clock.arm({ atMs: clock.now + latencyMs, housekeeping: false, due: () => agenda.add(step) });
  }
}

function runOf(scope: Scope, { stream }: AttemptProcess): number | undefined {
  return scope.insideRun === undefined ? undefined : stream.entryOfRun(scope.insideRun);
}

function lost(effect: string): EffectFailed {
  return new EffectFailed(`${effect}: the connection was lost before the answer came`);
}

interface PendingCall {
  readonly name: string;
  readonly call: string;
  readonly definition: EffectDefinition<unknown, unknown, unknown>;
  readonly input: unknown;
  readonly course: Course;
  readonly process: AttemptProcess;
  readonly scope: Scope;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
}
