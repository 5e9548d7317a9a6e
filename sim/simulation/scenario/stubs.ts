import type { AttemptStream } from '../../server/attempt-stream.ts';
import type { Json } from '../faults/plan.ts';
import type { EffectCalls } from './effect.ts';

/**
 * Replacements for the closures of `ctx.run` steps, by the name of the step: a function, or the result itself; `*` in a name matches any characters. The first
 * match is used. Steps without a stub run unchanged, without network.
 *
 * @example
 * stubs: {
 *   'charge card': ({ input, attempt }) => (attempt === 1 ? Promise.reject(new Error('timeout')) : 'paid'),
 *   'mail *': 'sent',
 * }
 */
export type Stubs<Effects = Readonly<Record<string, never>>> = Readonly<Record<string, Stub<Effects> | Json>>;

/**
 * Replaces a closure. It is called once for each execution of the step, and its result or error is that of the step.
 * @param effects functions that call the declared effects
 */
export type Stub<Effects = Readonly<Record<string, never>>> = (
  run: StubbedRun,
  effects: EffectCalls<Effects>,
) => unknown;

/** The step that is executed. */
export interface StubbedRun {
  /** Its name in `ctx.run(name, ...)`. */
  readonly name: string;
  readonly service: string;
  /** Key of the object or workflow; undefined for plain services. */
  readonly key: string | undefined;
  readonly handler: string;
  /** Input of the handler, as its serde reads it. */
  // oxlint-disable-next-line typescript/no-explicit-any -- as `JSON.parse`: the author of the stub knows the handler
  readonly input: any;
  /** Attempt of the invocation, the first being 1. */
  readonly attempt: number;
  /** The closure that is replaced. */
  readonly original: () => unknown;
}

type AnyStub = (run: StubbedRun, effects: never) => unknown;

/** Stubs of any effects, as a world keeps them. */
export type AnyStubs = Readonly<Record<string, AnyStub | Json>>;

/** Finds the stub of a step and calls it. */
export class Stubbing {
  readonly #stubs: readonly (readonly [RegExp, AnyStub | Json])[];
  readonly #effects: never;

  constructor(stubs: AnyStubs, effects: object) {
    this.#stubs = Object.entries(stubs).map(([name, stub]) => [pattern(name), stub]);
    // Their types were checked where the stubs were written.
    this.#effects = effects as never;
  }

  execute({ invocation, destination, number }: AttemptStream, name: string, original: () => unknown): unknown {
    const found = this.#stubs.find(([matches]) => matches.test(name));
    if (found === undefined) return original();
    const [, stub] = found;
    // A handler may change what it gets, and other runs must not see that.
    if (typeof stub !== 'function') return structuredClone(stub);
    const { target, input } = invocation.origin;
    const { service, key, handler: method } = target;
    return stub(
      {
        name,
        service,
        key,
        handler: method,
        get input() {
          return destination.handler.inputSerde.deserialize(input);
        },
        attempt: number,
        original,
      },
      this.#effects,
    );
  }
}

function pattern(name: string): RegExp {
  return new RegExp(`^${name.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*')}$`, 's');
}
