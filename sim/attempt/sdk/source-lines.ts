import type { Process } from '../process.ts';
import type { CoreVm } from './sdk-context.ts';

/**
 * Tells where user code issues its commands: the SDK's context asks its state machine for each of them on the stack of
 * who called it. Only for runs that are shown; what is put in the place of the methods does nothing else.
 */
export function noteLines(vm: CoreVm, note: NonNullable<Process['noteLine']>): void {
  let entry = 0;
  const methods = vm as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(vm))) {
    const method = methods[name];
    if (!name.startsWith('sys_') || NO_COMMANDS.has(name) || typeof method !== 'function') continue;
    methods[name] = (...args) => {
      note(++entry);
      return method.apply(vm, args);
    };
  }
}

/** What the state machine is asked for that is not a command in the journal, or is its first one. */
const NO_COMMANDS: ReadonlySet<string> = new Set(['sys_input', 'sys_awakeable', 'sys_signal', 'sys_end']);
