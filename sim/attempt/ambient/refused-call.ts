import { UsageError } from '../../core/errors.ts';
import { refusalBy, type Wall } from '../../core/refused-calls.ts';
import { currentScope } from '../scope.ts';
import { callSite } from './remark.ts';

/**
 * Makes the error of a call that would leave the simulation, and remarks it: a library may replace the error with one of its
 * own that hides the reason.
 * @param what the call, as `net.connect`
 * @param request method and URL, where they are known
 */
export function refusedCall(wall: Wall, what: string, request?: string): UsageError {
  const where = callSite();
  const called = `${what} is called${where === undefined ? '' : ` at ${where}`}${request === undefined ? '' : ` (${request})`}`;
  const text = `${called}, but ${refusalBy(wall)}; ${remedy(wall, request)}`;
  const scope = currentScope();
  if (scope?.ledger.isFirst('refused') === true) scope.ledger.remark({ type: 'refused', text });
  return new UsageError(wall === 'network' ? 'NETWORK_REFUSED' : 'OUTSIDE_REFUSED', text);
}

function remedy(wall: Wall, request: string | undefined): string {
  if (wall === 'process') return 'do it where the module is loaded, before the run';
  const scope = currentScope();
  if (scope?.insideRun === undefined) {
    return `its ${wall === 'network' ? 'response' : 'result'} would not be in the journal either: move the call into ctx.run('a name', ...), and stub that step`;
  }
  const name = scope.runName === undefined || scope.runName === '' ? '*' : scope.runName;
  const step = `stub this step by its name, stubs: { ${JSON.stringify(name)}: ({ input }) => answer }`;
  if (request === undefined) return `${step}, or declare the call as an effect and use that`;
  // Ids and the like in a query differ from request to request.
  const pattern = JSON.stringify(request.replace(/[?#].*$/s, ''));
  return `stub the request, http: { ${pattern}: (request) => response }, or ${step}`;
}
