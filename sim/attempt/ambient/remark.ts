import type { Scope } from '../scope.ts';
import { placeIn } from './call-site.ts';

/**
 * Notes that code uses something ambient where its result is not recorded. Inside a run closure that is no remark: what
 * the closure returns is recorded.
 */
export function noteAmbient(scope: Scope, what: string): void {
  if (scope.insideRun !== undefined || !scope.ledger.tell(what)) return;
  scope.ledger.remark({ type: 'ambient', what, where: callSite() });
}

/** Notes, once per kind, that code waits for something real, in a run closure or not. */
export function noteRealIo(scope: Scope, what: string): void {
  if (!scope.ledger.tell('real-io')) return;
  const where = callSite();
  scope.ledger.remark({
    type: 'real-io',
    text:
      `${what} does real input or output${where === undefined ? '' : ` at ${where}`}, so this run cannot be repeated ` +
      'exactly; declare it as an effect of the simulation and call that instead.',
  });
}

const SURROUNDINGS = { own: new URL('../../', import.meta.url).href };
const DEEPEST_FRAME = 40;

/** @returns the line of the user's that led here, relative to the working directory; undefined when there is none. */
export function callSite(): string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = DEEPEST_FRAME;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = limit;
  return siteIn(stack);
}

/** Lines by where V8 saw them: a stack that is mapped to its sources costs a millisecond, and the same places come often. */
const known = new Map<string, string | undefined>();

/** The same as {@link callSite} for places that are asked for again and again. */
export function knownCallSite(): string | undefined {
  const raw = rawSite();
  if (raw === undefined) return undefined;
  if (!known.has(raw)) known.set(raw, callSite());
  return known.get(raw);
}

/** @returns the user's place as V8 sees it, in the code that runs */
function rawSite(): string | undefined {
  // oxlint-disable-next-line typescript/unbound-method -- put back as it was
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = DEEPEST_FRAME;
  Error.prepareStackTrace = plainly;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  Error.prepareStackTrace = prepareStackTrace;
  return siteIn(stack);
}

/** As V8 writes stacks, no sources being looked up. */
function plainly(_error: Error, frames: readonly NodeJS.CallSite[]): string {
  const lines = frames.map(
    (frame) => `    at (${frame.getFileName() ?? ''}:${frame.getLineNumber() ?? 0}:${frame.getColumnNumber() ?? 0})`,
  );
  return ['Error', ...lines].join('\n');
}

/** @returns the first line of the user's in a stack */
export function siteIn(stack: string): string | undefined {
  return placeIn(stack, { ...SURROUNDINGS, folder: process.cwd() });
}
