import type { Process } from '../process.ts';
import type { CoreVm } from './sdk-context.ts';

/**
 * Reports where user code issues its commands: the SDK's context calls its state machine for each of them, on the stack of
 * the user code. Only for runs that are shown. The replaced methods do nothing else.
 */
export function noteLines(vm: CoreVm, note: NonNullable<Process['noteLine']>): void {
  let entry = 0;
  const methods = vm as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(vm))) {
    const method = methods[name];
    if (!name.startsWith('sys_') || NOT_COMMANDS.has(name) || typeof method !== 'function') continue;
    methods[name] = (...args) => {
      note(++entry);
      return method.apply(vm, args);
    };
  }
}

/** Methods of the state machine that issue no command, or the input or the end. */
const NOT_COMMANDS: ReadonlySet<string> = new Set(['sys_input', 'sys_awakeable', 'sys_signal', 'sys_end']);
