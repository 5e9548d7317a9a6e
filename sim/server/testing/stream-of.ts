import { AttemptStream, type StreamHandler } from '../attempt-stream.ts';
import type { Invocation } from '../invocation.ts';
import { RecordedAttempt } from './recorded-attempt.ts';
import { destinationOf } from './invocations.ts';
import type { TestWorld } from './test-world.ts';

const HANDLER: StreamHandler = {
  touched: () => undefined,
  footprintOf: () => ({ reads: [], writes: [] }),
  receive: () => undefined,
  closureStarts: () => undefined,
};

/** The stream of the first attempt of an invocation that runs; nothing reacts to what it sends. */
export function streamOf(
  world: TestWorld,
  invocation: Invocation,
  { finished = false }: { readonly finished?: boolean } = {},
): { readonly stream: AttemptStream; readonly attempt: RecordedAttempt } {
  invocation.status = 'running';
  invocation.attempts = 1;
  const stream = new AttemptStream(invocation, 1, destinationOf(invocation), world, HANDLER);
  const attempt = new RecordedAttempt(finished);
  stream.attempt = attempt;
  return { stream, attempt };
}
