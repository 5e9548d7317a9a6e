/**
 * The rules that the cases are about: sections of docs/internals/runtime-semantics.md, by their anchors, in the order of that
 * page.
 */
export const RULES = {
  defaults: 'Defaults',
  'lock-and-inbox': 'Lock and inbox',
  'release-of-the-lock': 'Release of the lock',
  'a-kill-does-not-stop-running-code': 'A kill does not stop running code',
  'visibility-of-writes': 'Visibility of writes',
  'what-an-attempt-reads': 'What an attempt reads',
  'shared-handlers-and-workflows': 'Shared handlers and workflows',
  'self-calls-and-cycles': 'Self-calls and cycles',
  'retry-policy': 'Retry policy',
  'admin-operations': 'Admin operations',
  ctxrun: 'ctx.run',
  timers: 'Timers',
  'message-order': 'Message order',
  'idempotency-keys': 'Idempotency keys',
  'workflow-run': 'Workflow run',
  'durable-promises': 'Durable promises',
  awakeables: 'Awakeables',
  'named-signals': 'Named signals',
  cancellation: 'Cancellation',
  kill: 'Kill',
  'attach-and-output': 'Attach and output',
  'non-determinism': 'Non-determinism',
  'ingress-http': 'Ingress HTTP',
  'state-and-introspection': 'State and introspection',
  'clocks-and-random-numbers': 'Clocks and random numbers',
  'suspension-timeouts-and-failures': 'Suspension, timeouts and failures',
  'scopes-and-limit-keys': 'Scopes and limit keys',
} as const;

/** Anchor of a section of docs/internals/runtime-semantics.md. */
export type Rule = keyof typeof RULES;
