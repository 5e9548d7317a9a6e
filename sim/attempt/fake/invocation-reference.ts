import type {
  InvocationId,
  InvocationReference,
  RestatePromise,
  Serde,
  SignalReference,
  TerminalError,
} from '@restatedev/restate-sdk';
import type { AnySerde } from '../serde.ts';
import type { Commands } from './commands.ts';
import type { Remarks } from './remarks.ts';
import { toRejection } from './user-error.ts';

/** The context of the handler that refers to another invocation. */
interface ReferringContext {
  cancel(invocationId: InvocationId): void;
  attach<T>(invocationId: InvocationId, serde?: Serde<T>): RestatePromise<T>;
}

/** Another invocation by id: signal it, cancel it, attach to it. */
export class FakeInvocationReference implements InvocationReference {
  readonly #commands: Commands;
  readonly #remarks: Remarks;
  readonly #context: ReferringContext;
  readonly #id: InvocationId;

  constructor(commands: Commands, remarks: Remarks, context: ReferringContext, id: InvocationId) {
    this.#commands = commands;
    this.#remarks = remarks;
    this.#context = context;
    this.#id = id;
  }

  signal<T>(name: string, serde?: Serde<T>): SignalReference<T> {
    const [commands, remarks, target] = [this.#commands, this.#remarks, this.#id];
    const how = (serde as AnySerde | undefined) ?? commands.defaultSerde;
    return {
      resolve(payload?: T): void {
        remarks.noteUse('invocation.signal');
        const bytes = commands.serialize(how, payload, 'SendSignal');
        if (bytes !== undefined)
          commands.issue({ type: 'SendSignal', target, signal: { name }, result: { ok: bytes } });
      },
      reject(reason: string | TerminalError): void {
        remarks.noteUse('invocation.signal');
        commands.issue({ type: 'SendSignal', target, signal: { name }, result: { failure: toRejection(reason) } });
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
