import { fileURLToPath } from 'node:url';
import { firstLine } from '../core/first-line.ts';
import { complaint } from './complaint.ts';
import { siteIn } from '../attempt/ambient/remark.ts';
import { currentScope, leaveScope } from '../attempt/scope.ts';
import { AttemptProcess } from '../simulation/run/attempt-process.ts';
import { terminalText } from './shown.ts';
import { lastWords } from './standard-error.ts';

/** Exit status when the user's code leaves the process no way to continue. */
const STRAY_STATUS = 3;
/** While files are loaded, another one stands in its place. */
const exit: (status: number) => never = process.exit.bind(process);
let watches = false;

/**
 * From here on an uncaught error of the user's code ends the process with a sentence. Node would end it with the
 * status of a finding, and a stack of ours.
 */
export function watchStrays(): void {
  if (watches) return;
  watches = true;
  process.on('uncaughtException', (error) => end(error, 'is thrown and not caught'));
  process.on('unhandledRejection', (reason) => end(reason, 'rejects a promise that is not awaited'));
}

function end(error: unknown, how: string): never {
  const reason = error instanceof Error ? error : new Error(String(error));
  const place = siteIn(reason.stack ?? '')?.replace(/:\d+$/, '');
  const who = whoRuns();
  const where = [who, place].filter((part) => part !== undefined).join(', ');
  const message = `${reason.name}: ${firstLine(reason.message)}`;
  const advice =
    'In production this crashes the process, and its in-flight invocations are retried forever. Await the promise, or catch the error.';
  const isOurs = where === '' && OURS.some((folder) => reason.stack?.includes(folder) === true);
  const text = isOurs
    ? `${reason.stack ?? message}\nThis is a fault of restate-sim, not of your services; please report it.`
    : where === ''
      ? `${message}${causeOf(reason)} ${how}, and its stack names no line of your files. A file that was loaded, or a package, began it outside of handlers, such as a client that asks a server: catch it there, or leave that file out.`
      : who === undefined
        ? `${message} (${where}). It comes from code outside of handlers, such as a scenario or a model; fix it there.`
        : `${message} ${how} (${where}). ${advice}`;
  lastWords(isOurs ? terminalText.markup`restate-sim: ${terminalText(text)}\n` : complaint(text));
  // In the scope of a handler nothing ends the process.
  leaveScope();
  exit(STRAY_STATUS);
}

/** The folder of this library, as stacks name it. */
const LIBRARY = new URL('../', import.meta.url);
const OURS: readonly string[] = [LIBRARY.href, fileURLToPath(LIBRARY)];

/** @returns why a request failed, which `fetch` says only in the cause of its error */
function causeOf({ cause }: Error): string {
  return cause instanceof Error && cause.message !== '' ? ` (${firstLine(cause.message)})` : '';
}

/** @returns the handler, and the step, whose code this is; undefined outside of any attempt */
function whoRuns(): string | undefined {
  const scope = currentScope();
  if (!(scope?.process instanceof AttemptProcess)) return undefined;
  const { service, handler } = scope.process.stream.invocation.origin.target;
  const { runName = '' } = scope;
  return `${service}/${handler}${runName === '' ? '' : ` in its step "${runName}"`}`;
}
