import type { Allowance } from '../core/allowances.ts';

/** Something that an engine noticed about user code and that is not part of the service protocol. */
export type Remark =
  | { readonly type: 'log'; readonly level: string; readonly text: string; readonly replaying: boolean }
  | {
      readonly type: 'ambient';
      readonly what: string;
      readonly where: string | undefined;
      readonly by: string | undefined;
    }
  | { readonly type: 'misuse'; readonly what: MisuseKind; readonly text: string }
  | { readonly type: 'real-io'; readonly text: string }
  /** It changes what all runs in the process have in common. */
  | { readonly type: 'change'; readonly text: string }
  /** Its code waits for something that is not of this world, and no real input or output was seen. */
  | { readonly type: 'outside-wait'; readonly text: string }
  /** A call that would leave the simulation was refused. */
  | { readonly type: 'refused'; readonly text: string }
  /** A call that leaves the simulation, and is allowed to. */
  | { readonly type: 'allowed'; readonly kind: Allowance; readonly text: string }
  /** A request over HTTP that a stub has answered. */
  | { readonly type: 'http'; readonly text: string }
  | {
      readonly type: 'assertion';
      readonly kind: 'always' | 'sometimes' | 'never';
      readonly name: string;
      readonly held: boolean;
      readonly detail: string | undefined;
    };

/** Ways of using the context that the real SDK accepts, or punishes only later. */
export type MisuseKind =
  | 'concurrent-await'
  | 'concurrent-branches'
  | 'context-in-run'
  | 'context-after-end'
  | 'unawaited-run'
  | 'unawaited-call'
  | 'not-json'
  | 'not-bytes'
  | 'bad-argument'
  | 'malformed-failure'
  | 'mapper-throws'
  | 'uncaught-error'
  | 'process-end'
  | 'unhandled-rejection'
  | 'state-in-service'
  | 'write-in-shared';

/** The kinds that are findings by themselves: after them, what an engine does is no longer defined by the SDK. */
const FINDINGS: ReadonlySet<string> = new Set<MisuseKind>([
  'concurrent-await',
  'context-in-run',
  'context-after-end',
  'unawaited-run',
  'state-in-service',
  'write-in-shared',
  'not-bytes',
  'malformed-failure',
  'mapper-throws',
  'uncaught-error',
  'process-end',
  'unhandled-rejection',
]);

/** @returns whether a remark of this kind is a misuse of the context that is a finding by itself. */
export function isMisuse(kind: string | undefined): boolean {
  return kind !== undefined && FINDINGS.has(kind);
}
