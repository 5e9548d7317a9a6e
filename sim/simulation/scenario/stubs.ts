import type { AttemptStream } from '../../server/attempt-stream.ts';
import type { EffectCalls } from './effect.ts';

/**
 * What stands in for closures of `ctx.run`, by the name of the step; `*` in a name matches any letters. The first that
 * matches counts. Steps without a stub run as they are, and have no network.
 *
 * @example
 * stubs: {
 *   'charge card': ({ input, attempt }) => (attempt === 1 ? Promise.reject(new Error('timeout')) : 'paid'),
 *   'mail *': () => undefined,
 * }
 */
export type Stubs<Effects = Readonly<Record<string, never>>> = Readonly<Record<string, Stub<Effects>>>;

/**
 * Takes the place of a closure: called once for each real execution, and what it returns or throws is the step's.
 * @param effects functions that call the declared effects, so that a step without code of its own can use one
 */
export type Stub<Effects = Readonly<Record<string, never>>> = (
  run: StubbedRun,
  effects: EffectCalls<Effects>,
) => unknown;

/** The step that is about to execute. */
export interface StubbedRun {
  /** Its name in `ctx.run(name, ...)`. */
  readonly name: string;
  readonly service: string;
  /** Key of the object or workflow; undefined for plain services. */
  readonly key: string | undefined;
  readonly handler: string;
  /** What the handler was called with. Typed by nobody: it is what the handler's serde reads. */
  // oxlint-disable-next-line typescript/no-explicit-any -- as `JSON.parse`: whoever writes the stub knows the handler
  readonly input: any;
  /** Attempt of the invocation, the first being 1. */
  readonly attempt: number;
  /** The closure that it stands in for. */
  readonly original: () => unknown;
}

type AnyStub = (run: StubbedRun, effects: never) => unknown;

/** Stubs of any effects, as a world keeps them. */
export type AnyStubs = Readonly<Record<string, AnyStub>>;

/** Looks for the stub of a step and calls it. */
export class Stubbing {
  readonly #stubs: readonly (readonly [RegExp, AnyStub])[];
  readonly #effects: never;

  constructor(stubs: AnyStubs, effects: object) {
    this.#stubs = Object.entries(stubs).map(([name, stub]) => [pattern(name), stub]);
    // Their types were checked where the stubs were written.
    this.#effects = effects as never;
  }

  execute({ invocation, number }: AttemptStream, name: string, original: () => unknown): unknown {
    const stub = this.#stubs.find(([matches]) => matches.test(name))?.[1];
    if (stub === undefined) return original();
    const { target, handler, input } = invocation.origin;
    const { service, key, handler: method } = target;
    return stub(
      {
        name,
        service,
        key,
        handler: method,
        get input() {
          return handler.inputSerde.deserialize(input);
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
