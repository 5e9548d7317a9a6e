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
  {
    name: 'checkout',
    kind: 'compensation while a step is in flight',
    bug: 'When one line is sold out, the order is undone while the reservation of another line is still on its way.',
    differs: 'reserve-all',
    entry: 'checkout.scenario.ts',
    says: /is still reserved for/,
    expected: 'finding',
  },
  {
    name: 'chat',
    kind: 'long poll that holds the key',
    bug: 'A handler waits for the next message while it holds the key that posting needs.',
    differs: 'wait',
    entry: 'app.ts',
    says: /next of ChatRoom.* waits forever for an awakeable of its own, and holds the lock/,
    expected: 'finding',
  },
  {
    name: 'flags',
    kind: 'cache in a module',
    bug: 'A service keeps the settings of a flag in a variable of its module.',
    differs: 'lookup',
    entry: 'app.ts',
    says: /checkout of Pages .*depends on something that is not in the journal/,
    expected: 'finding',
  },
  {
    name: 'carrier',
    kind: 'refusal that is retried',
    bug: 'A refused request is retried as if the API were busy.',
    differs: 'http',
    entry: 'app.ts',
    says: /Poison message: book of Shipment/,
    expected: 'finding',
  },
  {
    name: 'webhooks',
    kind: 'check in one request, act in another',
    bug: 'Two deliveries of one event both find that it was not seen.',
    differs: 'ingest',
    entry: 'webhooks.spec.ts',
    says: /expected 1400 to be 700/,
    expected: 'finding',
  },
  {
    name: 'sessions',
    kind: 'timer of the last time',
    bug: 'The expiry of a session that was refreshed ends the new one.',
    differs: 'expiry',
    entry: 'app.ts',
    says: /expire/,
    expected: {
      missed:
        'The early end of a session breaks no rule that all services share: the expiry does what its code says. An invariant of the team (a session lives as long as its latest refresh says) finds it.',
    },
  },
  {
    name: 'coupons',
    kind: 'double delivery',
    bug: 'A redemption that is sent again counts again.',
    differs: 'count',
    entry: 'coupon.scenario.ts',
    says: /every use belongs|uses, and/,
    expected: 'finding',
  },
  {
    name: 'bookings',
    kind: 'cancel in the middle',
    bug: 'A booking that is cancelled keeps the slots that it took.',
    differs: 'take-both',
    entry: 'bookings.scenario.ts',
    says: /is taken by b\d, which is not booked/,
    expected: 'finding',
  },
  {
    name: 'escrow',
    kind: 'check, then a step, then the mark',
    bug: 'Two parties settle at the same time, and both are paid.',
    differs: 'settle',
    entry: 'escrow.scenario.ts',
    says: /paid to/,
    expected: 'finding',
  },
  {
    name: 'auction',
    kind: 'timer that was extended',
    bug: 'The first timer closes an auction that a late bid has extended.',
    differs: 'closing',
    entry: 'auction.scenario.ts',
    says: /ms before its end/,
    expected: 'finding',
  },
  {
    name: 'invoices',
    kind: 'counter in memory',
    bug: 'The last number of an invoice is kept in the memory of the process.',
    differs: 'numbering',
    entry: 'app.ts',
    says: /issue of InvoiceSeries/,
    expected: 'finding',
  },
  {
    name: 'provisioning',
    kind: 'signal after the timeout',
    bug: 'A device that is activated too late gets a success.',
    differs: 'first-contact',
    entry: 'app.ts',
    says: /activate of Provision.*resolves the promise/,
    expected: 'advice',
  },
  {
    name: 'imports',
    kind: 'calls that are not awaited',
    bug: 'A fan-out by forEach ends before its calls have.',
    differs: 'fan-out',
    entry: 'app.ts',
    says: /start of Importer .*Two awaits of the context are blocked/,
    expected: 'finding',
  },
  {
    name: 'reports',
    kind: 'clock outside of run',
    bug: 'A daily job computes its next start from the clock of the process.',
    differs: 'calendar',
    entry: 'app.ts',
    says: /uses new Date \(calendar\.ts/,
    expected: 'advice',
  },
  {
    name: 'loyalty',
    kind: 'key choice',
    bug: 'Points of one person have a key for each spelling of an address.',
    differs: 'key',
    entry: 'loyalty.spec.ts',
    says: /expected \+?\d+ to be \d+/,
    expected: 'finding',
  },
  {
    name: 'quotes',
    kind: 'change of a state that is final',
    bug: 'An expired quote can be accepted.',
    differs: 'accept',
    entry: 'quotes.spec.ts',
    says: /promise resolved/,
    expected: 'finding',
  },
  {
    name: 'documents',
    kind: 'zombie write',
    bug: 'The write of a lost attempt arrives after a newer one.',
    differs: 'publish',
    entry: 'documents.scenario.ts',
    says: /is public, and the text is/,
    expected: 'finding',
  },
  {
    name: 'wallets',
    kind: 'missing compensation',
    bug: 'A transfer to a wallet that refuses it loses the money.',
    differs: 'move',
    entry: 'wallets.scenario.ts',
    says: /the wallets hold \d+/,
    expected: 'finding',
  },
  {
    name: 'seats',
    kind: 'stale read across an await',
    bug: 'Two buyers are given the seat that both have read as free.',
    differs: 'pick',
    entry: 'app.ts',
    says: /Show/,
    expected: {
      missed:
        'Whether a decision may be taken on a value that was read before is a matter of the service: the fixed twin reads and writes the same values in the same requests. An invariant of the team (a guest keeps the seat) finds it.',
    },
  },
];
