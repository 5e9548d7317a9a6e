import { EMPTY, type Footprint } from '../../core/footprint.ts';
import type { Command } from '../../journal/command.ts';
import type { AttemptStream } from '../attempt-stream.ts';
import type { JournalKeeper } from '../journal-keeper.ts';
import { refused, type Refusal } from './refusal.ts';

type StateCommand = Extract<
  Command,
  {
    type:
      | 'GetLazyState'
      | 'GetLazyStateKeys'
      | 'GetEagerState'
      | 'GetEagerStateKeys'
      | 'SetState'
      | 'ClearState'
      | 'ClearAllState';
  }
>;

const CANNOT_WRITE = 'unsupported entry type, this handler type cannot write state';
const WITHOUT_STATE = "unsupported entry type, this service type doesn't have state access";

/**
 * Reads and writes of the state of the invocation's key.
 * Rule: docs/internals/runtime-semantics.md#visibility-of-writes
 */
export class StateCommands {
  readonly #journals: Pick<JournalKeeper, 'appendCompletion'>;

  constructor(journals: Pick<JournalKeeper, 'appendCompletion'>) {
    this.#journals = journals;
  }

  footprint({ invocation }: AttemptStream, command: StateCommand): Footprint {
    const own = invocation.journalResource;
    const state = invocation.origin.objectKey?.state;
    if (state === undefined) return invocation.ownFootprint;
    switch (command.type) {
      case 'GetEagerState':
      case 'GetEagerStateKeys':
        return invocation.ownFootprint;
      case 'GetLazyState':
        return { reads: [state.resource(command.key)], writes: [own] };
      case 'GetLazyStateKeys':
        return { reads: [state.allResource], writes: [own] };
      case 'SetState':
      case 'ClearState':
        return { reads: EMPTY, writes: [own, state.resource(command.key)] };
      case 'ClearAllState':
        return { reads: EMPTY, writes: [own, state.allResource] };
    }
  }

  refusal(stream: AttemptStream, command: StateCommand): Refusal | undefined {
    const { kind } = stream.invocation.origin;
    switch (command.type) {
      case 'SetState':
      case 'ClearState':
      case 'ClearAllState':
        if (kind === 'EXCLUSIVE' || kind === 'WORKFLOW') return undefined;
        return refused(stream, command, kind === 'SERVICE' ? WITHOUT_STATE : CANNOT_WRITE);
      default:
        return kind === 'SERVICE' ? refused(stream, command, WITHOUT_STATE) : undefined;
    }
  }

  apply({ invocation }: AttemptStream, _entry: number, command: StateCommand): void {
    const state = invocation.origin.objectKey?.state;
    switch (command.type) {
      case 'GetEagerState':
      case 'GetEagerStateKeys':
        return;
      case 'GetLazyState': {
        const value = state?.get(command.key);
        const result = value === undefined ? 'empty' : { ok: value };
        this.#journals.appendCompletion(invocation, 'GetLazyState', command.completion, result);
        return;
      }
      case 'GetLazyStateKeys': {
        const result = { stateKeys: state?.keys() ?? [] };
        this.#journals.appendCompletion(invocation, 'GetLazyStateKeys', command.completion, result);
        return;
      }
      case 'SetState':
        state?.set(command.key, command.value);
        return;
      case 'ClearState':
        state?.clear(command.key);
        return;
      case 'ClearAllState':
        state?.clearAll();
    }
  }
}
