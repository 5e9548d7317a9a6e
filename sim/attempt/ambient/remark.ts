import type { Scope } from '../scope.ts';

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

const SIMULATOR = new URL('../../', import.meta.url).href;
const SIMULATOR_PATH = decodeURIComponent(new URL('../../', import.meta.url).pathname);
const DEEPEST_FRAME = 40;

/** @returns the line of the user's that led here, relative to the working directory; undefined when there is none. */
export function callSite(): string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = DEEPEST_FRAME;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = limit;
  for (const frame of stack.split('\n').slice(1)) {
    const place = /\(?((?:file:\/\/)?\/?[^\s()]*:\d+:\d+)\)?$/.exec(frame)?.[1];
    if (place !== undefined && isUsers(place)) return relative(place);
  }
  return undefined;
}

function isUsers(place: string): boolean {
  if (place.startsWith('node:') || place.includes('/node_modules/')) return false;
  const isOurs = place.startsWith(SIMULATOR) || place.startsWith(SIMULATOR_PATH);
  return !isOurs || /\.test\.ts:\d+:\d+$/.test(place);
}

function relative(place: string): string {
  const path = place.replace(/^file:\/\//, '').replace(/\?[^:]*/, '');
  const base = `${process.cwd()}/`;
  return path.startsWith(base) ? path.slice(base.length) : path;
}
