import * as restate from '@restatedev/restate-sdk';

import type { Json } from './json.ts';
import type { OutsideOp } from './ops.ts';
import type { Outside } from './outside.ts';

/** Does one op that touches nothing of Restate; used by handlers and by run closures. */
export async function doOutside(outside: Outside, op: OutsideOp, invocation: string): Promise<Json | undefined> {
  switch (op.op) {
    case 'log':
      outside.log({ tag: op.tag, id: invocation, ...(op.note === undefined ? {} : { note: op.note }) });
      return undefined;
    case 'pass':
      await outside.wait(op.ms);
      return undefined;
    case 'count':
      return outside.count(op.counter);
    case 'value':
      return op.value;
    case 'failTimes': {
      const pass = outside.count(op.counter);
      if (pass > op.times) return undefined;
      outside.log({ tag: op.counter, id: invocation, failed: pass });
      if (op.retryAfterMs === undefined) throw new Error(`boom ${pass}`);
      throw new restate.RetryableError(`boom ${pass}`, { retryAfter: op.retryAfterMs });
    }
    case 'pauseTimes':
      if (outside.count(op.counter) <= op.times) throw new restate.PauseError('pause, please');
      return undefined;
    case 'crashTimes':
      if (outside.count(op.counter) <= op.times) await outside.crash();
      return undefined;
    case 'refuse':
      throw new restate.TerminalError(op.message, {
        errorCode: op.code,
        ...(op.metadata === undefined ? {} : { metadata: op.metadata }),
      });
    default:
      return op satisfies never;
  }
}
