import type { Server } from '../../../../sim/server/server.ts';
import type { Mutants } from '../mutant.ts';

function budgetRenewedByProgress({ journals }: Server): void {
  const append = journals.appendCommand.bind(journals);
  journals.appendCommand = (stream, command) => {
    stream.invocation.failures = 0;
    return append(stream, command);
  };
}

function budgetKeptAcrossSuspension({ invoker }: Server): void {
  const ready = invoker.ready.bind(invoker);
  invoker.ready = (invocation) => {
    const { failures } = invocation;
    ready(invocation);
    invocation.failures = failures;
  };
}

function jitterNegative({ failures }: Server): void {
  const retryDelay = failures.retryDelay.bind(failures);
  failures.retryDelay = (stream, error) => {
    const delay = retryDelay(stream, error);
    return delay === undefined || error.retryAfterMs !== undefined ? delay : Math.round(delay * 0.75);
  };
}

function retriedAtOnce({ failures }: Server): void {
  const retryDelay = failures.retryDelay.bind(failures);
  failures.retryDelay = (stream, error) => (retryDelay(stream, error) === undefined ? undefined : 0);
}

function delayOfErrorIgnored({ failures }: Server): void {
  const attemptFailed = failures.attemptFailed.bind(failures);
  failures.attemptFailed = (stream, { retryAfterMs: _ignored, ...error }) => attemptFailed(stream, error);
}

function firstAttemptNotCounted({ failures }: Server): void {
  const retryDelay = failures.retryDelay.bind(failures);
  failures.retryDelay = (stream, error) => {
    const { failures, retryPolicy } = stream.invocation;
    const { maxAttempts, maxIntervalMs } = retryPolicy;
    return retryDelay(stream, error) ?? (failures === maxAttempts ? maxIntervalMs : undefined);
  };
}

function exhaustionKills({ invoker, lifecycle }: Server): void {
  const pause = invoker.pause.bind(invoker);
  invoker.pause = (invocation, why) => {
    if (!why.startsWith('attempts exhausted')) pause(invocation, why);
    else lifecycle.end(invocation, { failure: { code: 500, message: why } });
  };
}

function exhaustionSaysKilled({ lifecycle }: Server): void {
  const end = lifecycle.end.bind(lifecycle);
  lifecycle.end = (invocation, result) => {
    end(invocation, invocation.resultHasStacktrace ? { failure: { code: 409, message: 'killed' } } : result);
  };
}

function unknownCalleeIsTerminal({ failures, lifecycle }: Server): void {
  const attemptFailed = failures.attemptFailed.bind(failures);
  failures.attemptFailed = (stream, error) => {
    const { code, message } = error;
    if (message.endsWith(' was not found')) lifecycle.end(stream.invocation, { failure: { code, message } });
    else attemptFailed(stream, error);
  };
}

/** Section 3.2: retries, what counts, and what happens when they are used up. */
export const retryMutants: Mutants = {
  'progress renews the retry budget': budgetRenewedByProgress,
  'a suspension does not renew the retry budget': budgetKeptAcrossSuspension,
  'jitter shortens the delay': jitterNegative,
  'attempts are retried at once': retriedAtOnce,
  'the delay that an error asks for is ignored': delayOfErrorIgnored,
  'the first attempt does not count': firstAttemptNotCounted,
  'exhaustion kills instead of pausing': exhaustionKills,
  'exhaustion answers "killed"': exhaustionSaysKilled,
  'a call of an unknown service is a terminal error': unknownCalleeIsTerminal,
};
