import type { AttemptSetup } from '../attempt.ts';
import type { ContextUses } from '../context-uses.ts';
import type { Closures } from './closures.ts';
import type { Commands } from './commands.ts';
import type { LogSink } from './console.ts';
import type { AttemptRequest } from './request.ts';
import type { Vm } from './vm.ts';

/** The parts of an attempt that its context works with. The engine works with the attempt itself. */
export interface ContextParts {
  readonly setup: AttemptSetup;
  readonly vm: Vm;
  readonly commands: Commands;
  readonly closures: Closures;
  readonly uses: ContextUses;
  readonly request: AttemptRequest;
  /** Takes the lines of `ctx.console`. */
  readonly log: LogSink;
}
