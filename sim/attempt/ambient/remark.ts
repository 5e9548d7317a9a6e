import type { Scope } from '../scope.ts';
import { locationIn, packageIn } from './call-site.ts';

/**
 * Records that code uses something ambient where its result is not recorded. Inside a run closure it is, so nothing is
 * remarked there.
 */
export function noteAmbient(scope: Scope, what: string): void {
  if (scope.insideRun !== undefined || !scope.ledger.isFirst(what)) return;
  const stack = currentStack();
  scope.ledger.remark({ type: 'ambient', what, where: siteIn(stack), by: packageIn(stack, SURROUNDINGS.own) });
}

/**
 * Records, once per attempt, that code does real input or output, in a run closure or not.
 * @param isAwaited false where the call does it before it returns
 */
export function noteRealIo(scope: Scope, what: string, isAwaited = true): void {
  // An attempt that waits for it needs no second remark that it waits.
  if (!scope.ledger.isFirst(isAwaited ? 'real-io' : 'real-io at once')) return;
  const text =
    `${what} does real input or output${atSite()}, so this run cannot be repeated ` +
    'exactly; declare it as an effect of the simulation and call that instead.';
  scope.ledger.remark({ type: 'real-io', text });
}

/** Records, once per attempt, that code gets something that no seed repeats, in a run closure or not. */
export function noteUnrepeatable(scope: Scope, what: string): void {
  if (!scope.ledger.isFirst(`unrepeatable ${what}`)) return;
  const text =
    `${what} is called${atSite()}, and its result may differ from run to run: a run that depends on it cannot be repeated ` +
    'exactly. Let a stub or an effect of the simulation give the result.';
  scope.ledger.remark({ type: 'real-io', text });
}

/** Records, once per attempt, that code changes what all runs in this process have in common. */
export function noteChange(scope: Scope, what: string): void {
  if (!scope.ledger.isFirst(`change ${what}`)) return;
  const text = `${what}${atSite()}, which stays for every later run in this process. Do it where the module is loaded, or not at all.`;
  scope.ledger.remark({ type: 'change', text });
}

function atSite(): string {
  const where = callSite();
  return where === undefined ? '' : ` at ${where}`;
}

const SURROUNDINGS = { own: new URL('../../', import.meta.url).href };
const MAX_FRAMES = 40;

/** @returns the line of user code that led here, relative to the working directory; undefined when there is none. */
export function callSite(): string | undefined {
  return siteIn(currentStack());
}

/** The same as {@link callSite}; undefined also where a package calls, which the user's line only leads to. */
export function ownCallSite(): string | undefined {
  const stack = currentStack();
  return packageIn(stack, SURROUNDINGS.own) === undefined ? siteIn(stack) : undefined;
}

function currentStack(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = MAX_FRAMES;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = limit;
  return stack;
}

/** Call sites by raw location: mapping a stack to its sources costs a millisecond, and the same locations come often. */
const known = new Map<string, string | undefined>();

/** The same as {@link callSite}, for locations that come again and again. */
export function knownCallSite(): string | undefined {
  const raw = rawSite();
  if (raw === undefined) return undefined;
  if (!known.has(raw)) known.set(raw, callSite());
  return known.get(raw);
}

/** @returns the location of user code as V8 sees it, in the compiled code */
function rawSite(): string | undefined {
  // oxlint-disable-next-line typescript/unbound-method -- restored unchanged below
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = MAX_FRAMES;
  Error.prepareStackTrace = plainly;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  Error.prepareStackTrace = prepareStackTrace;
  return siteIn(stack);
}

/** Writes a stack as V8 does, without looking up sources. */
function plainly(_error: Error, frames: readonly NodeJS.CallSite[]): string {
  const lines = frames.map(
    (frame) => `    at (${frame.getFileName() ?? ''}:${frame.getLineNumber() ?? 0}:${frame.getColumnNumber() ?? 0})`,
  );
  return ['Error', ...lines].join('\n');
}

/** @returns the first line of user code in a stack */
export function siteIn(stack: string): string | undefined {
  return locationIn(stack, { ...SURROUNDINGS, folder: process.cwd() });
}
