import * as restate from '@restatedev/restate-sdk';
import type { RunProgram } from './program.ts';

/** What code throws. */
export function thrown(how: Exclude<RunProgram['ends'], 'value' | 'context'>): unknown {
  switch (how) {
    case 'terminal':
      return new restate.TerminalError('gone', { errorCode: 410, metadata: { why: 'it was' } });
    case 'plain':
      return new Error('broken');
    case 'retryable':
      return new restate.RetryableError('later', { retryAfter: 33 });
    case 'pause':
      return new restate.PauseError('pausing');
    case 'text':
      return 'just text';
  }
}

/** An error as a handler sees it. */
export function describe(error: unknown): unknown[] {
  if (!(error instanceof Error)) return [error];
  const code = error instanceof restate.TerminalError ? [error.code, error.metadata] : [];
  const inner = error instanceof AggregateError ? error.errors.map(describe) : [];
  return [error.name, error.message, ...code, ...inner];
}
