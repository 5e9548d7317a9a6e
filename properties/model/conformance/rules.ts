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
  'invocation-ids': 'Invocation ids',
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

/** The rules about changes of code: sections of docs/internals/upgrade-semantics.md. */
export const UPGRADE_RULES = {
  latest: 'Latest',
  'when-an-invocation-is-pinned': 'When an invocation is pinned',
  'where-the-next-attempt-goes': 'Where the next attempt goes',
  'frozen-at-acceptance-not-at-the-start': 'Frozen at acceptance, not at the start',
  'looked-up-again-at-each-attempt': 'Looked up again at each attempt',
  resume: 'Resume',
  'restart-as-new': 'Restart as new',
  'divergence-after-a-change': 'Divergence after a change',
  'change-matrix': 'Change matrix',
  'updates-in-place-and-registration': 'Updates in place and registration',
  'data-written-by-v1-read-by-v2': 'Data written by v1, read by v2',
  draining: 'Draining',
} as const;

/** The rules about versions of the server: sections of docs/internals/server-versions.md. */
export const VERSION_RULES = {
  'delayed-starts': 'Delayed starts',
  'queued-retries': 'Queued retries',
  pause: 'Pause',
  'headers-of-clients': 'Headers of clients',
  scopes: 'Scopes',
  limits: 'Limits',
} as const;

/** Anchor of a section of one of the pages. */
export type Rule = keyof typeof RULES | keyof typeof UPGRADE_RULES | keyof typeof VERSION_RULES;

/** Every rule with its title and its page, in the order of the pages. */
export const ALL_RULES: readonly { readonly rule: Rule; readonly title: string; readonly page: string }[] = [
  ...rulesOf(RULES, 'docs/internals/runtime-semantics.md'),
  ...rulesOf(UPGRADE_RULES, 'docs/internals/upgrade-semantics.md'),
  ...rulesOf(VERSION_RULES, 'docs/internals/server-versions.md'),
];

function rulesOf(
  rules: Readonly<Partial<Record<Rule, string>>>,
  page: string,
): readonly { readonly rule: Rule; readonly title: string; readonly page: string }[] {
  return Object.entries(rules).map(([rule, title]) => ({ rule: rule as Rule, title, page }));
}
