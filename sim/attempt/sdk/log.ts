import { format } from 'node:util';
import { currentScope } from '../scope.ts';

/** What the SDK passes along with a line of its log. */
interface LogMetadata {
  readonly source: string;
  readonly level: string;
  readonly replaying: boolean;
}

export type LogTransport = (metadata: LogMetadata, ...args: unknown[]) => void;

/** Passes the lines of `ctx.console` to the attempt that wrote them. Lines of the SDK itself are dropped. */
export const writeLog: LogTransport = ({ source, level, replaying }, ...args) => {
  if (source !== 'USER') return;
  currentScope()?.ledger.remark({ type: 'log', level: level.toUpperCase(), text: format(...args), replaying });
};
