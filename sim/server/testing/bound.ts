import type { BoundHandler, BoundService, HandlerKind, HandlerOptions } from '../../attempt/definition.ts';

/** Handlers of one service by name, each with what its options have beyond the defaults. */
export type Declared = Readonly<Record<string, Partial<HandlerOptions> & { readonly kind?: HandlerKind }>>;

const DAY_MS = 86_400_000;

export const DEFAULT_OPTIONS: HandlerOptions = {
  ingressPrivate: false,
  enableLazyState: false,
  inactivityTimeoutMs: 60_000,
  abortTimeoutMs: 600_000,
  journalRetentionMs: DAY_MS,
  idempotencyRetentionMs: DAY_MS,
  workflowRetentionMs: DAY_MS,
  retryPolicy: {
    initialIntervalMs: 500,
    maxIntervalMs: 60_000,
    exponentiationFactor: 2,
    maxAttempts: 70,
    onMaxAttempts: 'pause',
  },
  explicitCancellation: false,
  onJournalMismatchErrors: 'retry',
  accept: 'application/json',
  inputHasSchema: false,
  outputContentType: 'application/json',
  setOutputContentTypeIfEmpty: false,
};

const KINDS = { service: 'SERVICE', object: 'EXCLUSIVE', workflow: 'SHARED' } as const;

/** A service as definitions are read, without a definition: its handlers run scripts, not functions. */
export function bound(kind: BoundService['kind'], name: string, declared: Declared): BoundService {
  const handlers = new Map<string, BoundHandler>();
  // Scripts do not use what only user code needs.
  const nothing = {} as BoundHandler;
  for (const [handler, { kind: own, ...options }] of Object.entries(declared)) {
    const usual = kind === 'workflow' && handler === 'run' ? 'WORKFLOW' : KINDS[kind];
    handlers.set(handler, {
      ...nothing,
      service: name,
      name: handler,
      kind: own ?? usual,
      options: { ...DEFAULT_OPTIONS, ...options },
    });
  }
  return { name, kind, handlers, retryPolicy: DEFAULT_OPTIONS.retryPolicy, definition: undefined, sdk: nothing.sdk };
}
