import type { Opts, SendOpts } from '@restatedev/restate-sdk';
import type { WorkflowHandlers } from '../definition-types.ts';
import type { Answer } from './answer.ts';
import type { MaybeOutput, Receipt } from './receipt.ts';

/** A handler for clients: call it to get its result, or `send` to get a receipt. Options are those of the SDK's `rpc`. */
export interface ClientHandler<Args extends readonly unknown[], Output> {
  (...args: [...Args, options?: Opts<InputOf<Args>, Output>]): Answer<Output>;
  /** Sends without waiting for the result. */
  send(...args: [...Args, options?: SendOpts<InputOf<Args>>]): Answer<Receipt<Output>>;
}

/** All handlers of a definition, by name. */
export type HandlerClient<Handlers> = {
  readonly [Name in keyof Handlers as Handlers[Name] extends Handler ? Name : never]: Handlers[Name] extends (
    context: never,
    ...args: infer Args
  ) => PromiseLike<infer Output>
    ? ClientHandler<Args, Output>
    : never;
};

/** The handlers of a workflow, and access to its run. */
export type WorkflowClient<W> = HandlerClient<W> & {
  /** Waits for the run, which must have been submitted. */
  workflowAttach(): Answer<RunOutput<W>>;
  /** The result of the run, if it has completed. */
  workflowOutput(): Answer<MaybeOutput<RunOutput<W>>>;
};

export type RunOutput<W> =
  WorkflowHandlers<W> extends { run: (...args: never) => PromiseLike<infer Output> } ? Output : never;

type Handler = (context: never, ...args: never[]) => PromiseLike<unknown>;

type InputOf<Args extends readonly unknown[]> = Args extends readonly [infer Input, ...unknown[]] ? Input : unknown;
