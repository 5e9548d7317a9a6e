import type { BoundHandler, HandlerOptions, RetryPolicy } from '../attempt/definition.ts';
import { durationText } from '../core/duration-text.ts';
import { ACCEPTED, HARMLESS, type ManifestChange } from './manifest-change.ts';
import { handlerName } from './names.ts';

const NOTHING = 'There is nothing to do.';
const EACH_ATTEMPT = `${ACCEPTED} It looks this up at each attempt, in the deployment of the attempt.`;

/** Options that the server, or the SDK, keeps for a handler. */
export function optionChanges(old: BoundHandler, next: BoundHandler): readonly ManifestChange[] {
  const where = handlerName(old);
  return [
    ...retryChanges(where, old.options.retryPolicy, next.options.retryPolicy),
    ...timeoutChanges(where, old.options, next.options),
    ...retentionChanges(where, old.options, next.options),
    ...stateChanges(where, old.options, next.options),
    ...sdkChanges(where, old.options, next.options),
  ];
}

function retryChanges(where: string, old: RetryPolicy, next: RetryPolicy): readonly ManifestChange[] {
  const parts = [
    arrow('max attempts', old.maxAttempts ?? 'unlimited', next.maxAttempts ?? 'unlimited'),
    arrow('on max attempts', old.onMaxAttempts, next.onMaxAttempts),
    arrow('initial interval', durationText(old.initialIntervalMs), durationText(next.initialIntervalMs)),
    arrow('max interval', durationText(old.maxIntervalMs), durationText(next.maxIntervalMs)),
    arrow('exponentiation factor', old.exponentiationFactor, next.exponentiationFactor),
  ].flat();
  if (parts.length === 0) return [];
  const kills = next.onMaxAttempts === 'kill' && old.onMaxAttempts === 'pause';
  return [
    {
      kind: 'retry policy',
      where,
      what: `retry policy: ${parts.join(', ')}`,
      server: EACH_ATTEMPT,
      hits: ['queued', 'delayed', 'in flight'],
      breaking: kills,
      todo: kills ? 'Keep pausing until old invocations have ended: one that is killed cannot be resumed.' : NOTHING,
    },
  ];
}

function timeoutChanges(where: string, old: HandlerOptions, next: HandlerOptions): readonly ManifestChange[] {
  const text = (ms: number | undefined): string => (ms === undefined ? 'default' : durationText(ms));
  const ofTimeout = (what: readonly string[], todo: string): readonly ManifestChange[] =>
    what.map((each) => ({
      kind: 'timeout',
      where,
      what: each,
      server: EACH_ATTEMPT,
      hits: ['queued', 'delayed', 'in flight'],
      breaking: false,
      todo,
    }));
  const isShorter = next.abortTimeoutMs < old.abortTimeoutMs;
  return [
    ...ofTimeout(arrow('inactivity timeout:', text(old.inactivityTimeoutMs), text(next.inactivityTimeoutMs)), NOTHING),
    ...ofTimeout(
      arrow('abort timeout:', durationText(old.abortTimeoutMs), durationText(next.abortTimeoutMs)),
      isShorter
        ? `See that each step ends within ${durationText(next.abortTimeoutMs)} after the inactivity timeout: its attempt is aborted.`
        : NOTHING,
    ),
  ];
}

function retentionChanges(where: string, old: HandlerOptions, next: HandlerOptions): readonly ManifestChange[] {
  const changes = [
    { name: 'journal', from: old.journalRetentionMs, to: next.journalRetentionMs, ends: RETENTIONS.journal },
    { name: 'idempotency', from: old.idempotencyRetentionMs, to: next.idempotencyRetentionMs, ends: RETENTIONS.key },
    { name: 'workflow', from: old.workflowRetentionMs, to: next.workflowRetentionMs, ends: RETENTIONS.workflow },
  ];
  return changes.flatMap(({ name, from, to, ends }) =>
    arrow(`${name} retention:`, durationText(from), durationText(to)).map((what): ManifestChange => ({
      kind: 'retention',
      where,
      what,
      server: `${ACCEPTED} Invocations keep the retention with which it accepted them.`,
      hits: to < from && name !== 'journal' ? ['clients'] : [],
      breaking: false,
      todo: to < from ? ends(durationText(to)) : NOTHING,
    })),
  );
}

/** What a shorter retention ends. */
const RETENTIONS = {
  journal: (time: string) => `Export or restart an invocation within ${time} after its end: then its journal is gone.`,
  key: (time: string) => `Repeat a request within ${time}: later, its idempotency key starts another invocation.`,
  workflow: (time: string) => `Attach to a run within ${time} after its end: then its result and its state are gone.`,
};

function stateChanges(where: string, old: HandlerOptions, next: HandlerOptions): readonly ManifestChange[] {
  return arrow('state:', loading(old), loading(next)).map((what) => ({
    kind: 'state loading',
    where,
    what,
    server: ACCEPTED,
    ...HARMLESS,
    todo: 'There is nothing to do: journals of one replay on the other.',
  }));
}

function loading({ enableLazyState }: HandlerOptions): string {
  return enableLazyState ? 'lazy' : 'eager';
}

/** Options that change what the SDK does. */
function sdkChanges(where: string, old: HandlerOptions, next: HandlerOptions): readonly ManifestChange[] {
  const ways = [old, next].map(({ explicitCancellation }) => (explicitCancellation ? 'explicit' : 'by an error'));
  const [from = '', to = ''] = ways;
  const cancels = arrow('cancellation:', from, to).map((what): ManifestChange => ({
    kind: 'cancellation',
    where,
    what,
    server: ACCEPTED,
    hits: ['in flight'],
    breaking: false,
    todo: next.explicitCancellation
      ? 'Handle ctx.cancellation(): a cancelled handler no longer ends by itself.'
      : 'Expect a TerminalError at each await of a cancelled handler.',
  }));
  const mismatches = arrow('journal mismatch:', old.onJournalMismatchErrors, next.onJournalMismatchErrors);
  const fails = next.onJournalMismatchErrors === 'fail';
  return [
    ...cancels,
    ...mismatches.map((what): ManifestChange => ({
      kind: 'journal mismatch',
      where,
      what,
      server: `${ACCEPTED} It counts from protocol version 7 on.`,
      hits: ['in flight'],
      // By itself it breaks nothing: what does not replay is a finding of its own.
      breaking: false,
      todo: fails ? 'Keep old invocations on the old deployment: one that does not replay fails for good.' : NOTHING,
    })),
  ];
}

/** @returns what has changed, if it has */
function arrow(name: string, from: string | number, to: string | number): readonly string[] {
  return from === to ? [] : [`${name} ${from} → ${to}`];
}
