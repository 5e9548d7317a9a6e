import { format } from 'node:util';
import { currentScope } from '../scope.ts';

/** What the SDK says about a line of its log. */
interface LogMetadata {
  readonly source: string;
  readonly level: string;
  readonly replaying: boolean;
}

export type LogTransport = (metadata: LogMetadata, ...args: unknown[]) => void;

/** Takes the lines of `ctx.console` to the attempt that wrote them; what the SDK says of itself is left out. */
export const writeLog: LogTransport = ({ source, level, replaying }, ...args) => {
  if (source !== 'USER') return;
  currentScope()?.ledger.remark({ type: 'log', level: level.toUpperCase(), text: format(...args), replaying });
};
