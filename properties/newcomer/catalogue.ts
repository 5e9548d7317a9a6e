/** A realistic service with a planted bug and a fixed twin, and what a newcomer who tests it does. */
export interface Service {
  /** Its folder below `services/`. */
  readonly name: string;
  /** The kind of bug, in a few words. */
  readonly kind: string;
  /** What is wrong, in one sentence. */
  readonly bug: string;
  /** The file in which the twin differs, without `.bug.ts` and `.fixed.ts`; the others import it as `<file>.ts`. */
  readonly differs: string;
  /** The file that is run: `*.spec.ts` by vitest, any other one by `npx restate-sim run`. */
  readonly entry: string;
  /** What the finding, or the advice, must say, line breaks aside: another finding is a false alarm. */
  readonly says: RegExp;
  /** Whether the bug is reported as a finding or as advice; `missed` with the reason why. */
  readonly expected: 'finding' | 'advice' | { readonly missed: string };
}

export const SERVICES: readonly Service[] = [
  {
    name: 'onboarding',
    kind: 'random value outside of run',
    bug: 'The token of the verification mail is drawn again in each replay.',
    differs: 'token',
    entry: 'app.ts',
    says: /uses crypto\.randomBytes \(token\.ts/,
    expected: 'finding',
  },
  {
    name: 'dispatch',
    kind: 'callback into a held lock',
    bug: 'A driver who reports a delivery waits for it, while the delivery waits for the driver.',
    differs: 'finish',
    entry: 'app.ts',
    says: /Deadlock: .*Delivery\/d.*Driver\//,
    expected: 'finding',
  },
  {
    name: 'billing',
    kind: 'idempotency key drawn in the step',
    bug: 'Each execution of the charge has an idempotency key of its own.',
    differs: 'charging',
    entry: 'billing.scenario.ts',
    says: /was charged two times/,
    expected: 'finding',
  },
  {
    name: 'refunds',
    kind: 'lost response taken for a failure',
    bug: 'A refund whose response was lost is recorded as failed.',
    differs: 'pay-back',
    entry: 'refund.spec.ts',
    says: /expected 'paid' to be 'failed'/,
    expected: 'finding',
  },
];
