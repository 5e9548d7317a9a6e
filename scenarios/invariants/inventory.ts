import { callBreach, atRest, everyWrite, type Invariant, serviceInvariant, virtualTime } from '../../sim/index.ts';
import type { Reservation, Stock } from '../../objects/inventory.ts';
import { count } from '../count.ts';

const STOCK = { service: 'Inventory', state: 'stock' } as const;

/** Reserved units are in stock. */
export const neverOversold: Invariant = everyWrite<Stock>(
  'never more units are reserved than in stock',
  STOCK,
  ({ value }) => {
    const sum = sumOf(value.reservations);
    return (value.onHand >= 0 && sum <= value.onHand) || `it has ${count(sum, 'unit')} reserved, of ${value.onHand}.`;
  },
);

/** Only `restock` adds units, and only `confirm` removes them. */
export const unitsAddUp: Invariant = serviceInvariant(
  'stock changes only by restock and confirm',
  STOCK.service,
  () => {
    const stocks = new Map<string, Stock>();
    let moved = 0;
    return {
      onWrite: (call, { value, seq }) => {
        const after = value as Stock;
        const before = stocks.get(call.key) ?? { onHand: 0, reservations: [], made: 0 };
        stocks.set(call.key, after);
        const { units = 0, id = '' } = (call.input ?? {}) as { units?: number; id?: string };
        const gone = before.reservations.find((one) => one.id === id)?.units ?? 0;
        const change = call.handler === 'restock' ? units : call.handler === 'confirm' ? -gone : 0;
        if (change !== 0) moved++;
        const kept = sumOf(before.reservations) - sumOf(after.reservations) === gone || call.handler !== 'confirm';
        if (after.onHand === before.onHand + change && kept) return undefined;
        return callBreach(call, {
          message: `changed the stock from ${before.onHand} to ${count(after.onHand, 'unit')}, and the reserved units from ${sumOf(before.reservations)} to ${sumOf(after.reservations)}.`,
          seq,
        });
      },
      exercised: () => moved,
    };
  },
);

/** A reservation lasts for its full time, counted from its write, if the request for it was not cancelled. */
export const notTooEarly: Invariant = serviceInvariant('no reservation ends before its time', STOCK.service, () => {
  const until = new Map<string, number>();
  const stocks = new Map<string, Stock>();
  /** A request that was cancelled promised nothing to its client. */
  const promised = new Set<string>();
  const idOf = (key: string, { number }: Reservation): string => `${key} ${number}`;
  let expired = 0;
  return {
    onCompleted: ({ handler, key }, end) => {
      if (handler === 'reserve' && 'output' in end) promised.add(idOf(key, end.output as Reservation));
      return undefined;
    },
    onWrite: (call, { value, seq, atMs }) => {
      const after = value as Stock;
      const before = stocks.get(call.key);
      stocks.set(call.key, after);
      const { forMs = 0 } = (call.input ?? {}) as { forMs?: number };
      for (const one of after.reservations)
        if (!until.has(idOf(call.key, one))) until.set(idOf(call.key, one), atMs + forMs);
      if (call.handler !== 'expire') return undefined;
      expired++;
      const gone = before?.reservations.find(({ number }) => !after.reservations.some((one) => one.number === number));
      if (gone === undefined || !promised.has(idOf(call.key, gone))) return undefined;
      const dueMs = until.get(idOf(call.key, gone)) ?? 0;
      if (atMs >= dueMs) return undefined;
      return callBreach(call, {
        message: `ended the reservation "${gone.id}" at ${virtualTime(atMs)}; it was to last until ${virtualTime(dueMs)}.`,
        seq,
      });
    },
    exercised: () => expired,
  };
});

/** When the run has settled, every reservation has ended. */
export const reservationsEnd: Invariant = atRest('every reservation ends', (view) => {
  for (const key of view.keys(STOCK.service)) {
    const [left] = (view.state(STOCK.service, key, STOCK.state) as Stock | undefined)?.reservations ?? [];
    if (left !== undefined) return `"${left.id}" still has ${count(left.units, 'unit')} of ${key} reserved.`;
  }
  return true;
});

function sumOf(reservations: readonly Reservation[]): number {
  return reservations.reduce((sum, { units }) => sum + units, 0);
}
