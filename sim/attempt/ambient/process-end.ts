import { inspect } from 'node:util';
import { currentScope, type Scope } from '../scope.ts';
import { patchFunction, type AnyFunction, type Undo } from './patch.ts';
import { callSite } from './remark.ts';
import { PROCESS_ENDS } from './uncaught.ts';

/**
 * Lets no simulated code end the process of the search: that would end it with the status of the handler's choice, and
 * without a verdict. The call is a remark of the attempt, and throws.
 */
export function refuseProcessEnd(): Undo {
  const undos = ['exit', 'reallyExit', 'abort', 'kill', 'execve'].map((name) =>
    patchFunction(process, name, (original) => refusing(name, original)),
  );
  return () => {
    for (const undo of undos) undo();
  };
}

/** Code of an attempt that reads it is noticed. */
const PID = process.pid;

function refusing(name: string, original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]) {
    const scope = currentScope();
    if (scope === undefined || !ends(name, args)) return original.apply(this, args);
    const call = `process.${name}(${args.map((arg) => inspect(arg, { depth: 0 })).join(', ')})`;
    note(scope, call);
    throw new Error(`${call} ends the simulated service process.`);
  };
}

/** A signal for another process, or signal 0, which only asks whether a process exists, ends nothing of ours. */
function ends(name: string, [pid, signal]: readonly unknown[]): boolean {
  if (name !== 'kill') return true;
  return signal !== 0 && (pid === 0 || Math.abs(Number(pid)) === PID);
}

function note(scope: Scope, call: string): void {
  const where = callSite();
  const text =
    `${call} is called${where === undefined ? '' : ` (${where})`}. ${PROCESS_ENDS} ` +
    'Throw an error instead; a TerminalError ends the invocation.';
  scope.ledger.remark({ type: 'misuse', what: 'process-end', text });
}
