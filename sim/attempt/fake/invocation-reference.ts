import type {
  InvocationId,
  InvocationReference,
  RestatePromise,
  Serde,
  SignalReference,
  TerminalError,
} from '@restatedev/restate-sdk';
import type { ContextUses } from '../context-uses.ts';
import type { AnySerde } from '../serde.ts';
import type { Commands } from './commands.ts';

/** The context of the handler that refers to another invocation. */
interface ReferringContext {
  cancel(invocationId: InvocationId): void;
  attach<T>(invocationId: InvocationId, serde?: Serde<T>): RestatePromise<T>;
}

/** Another invocation by id: signal it, cancel it, attach to it. */
export class FakeInvocationReference implements InvocationReference {
  readonly #commands: Commands;
  readonly #uses: ContextUses;
  readonly #context: ReferringContext;
  readonly #id: InvocationId;

  constructor(commands: Commands, uses: ContextUses, context: ReferringContext, id: InvocationId) {
    this.#commands = commands;
    this.#uses = uses;
    this.#context = context;
    this.#id = id;
  }

  signal<T>(name: string, serde?: Serde<T>): SignalReference<T> {
    const [commands, uses, target] = [this.#commands, this.#uses, this.#id];
    const how = (serde as AnySerde | undefined) ?? commands.defaultSerde;
    return {
      resolve(payload?: T): void {
        uses.note('invocation.signal');
        const bytes = commands.serialize(how, payload, 'SendSignal');
        if (bytes !== undefined)
          commands.issue({ type: 'SendSignal', target, signal: { name }, result: { ok: bytes } });
      },
      reject(reason: string | TerminalError): void {
        uses.note('invocation.signal');
        const failure = commands.failure(reason);
        if (failure !== undefined)
          commands.issue({ type: 'SendSignal', target, signal: { name }, result: { failure } });
      },
    };
  }

  cancel(): void {
    this.#context.cancel(this.#id);
  }

  attach<T>(serde?: Serde<T>): RestatePromise<T> {
    return this.#context.attach(this.#id, serde);
  }
}
