import { atRest, decodePayload, type Invariant, type StateView } from '../../sim/index.ts';
import type { OrderRecord, OrderUpdate } from '../../objects/process-order.ts';
import type { Orders } from '../order-database.ts';

/** An update is in its order once, however often it is sent, in the database and in the object. */
export const processedOnce: Invariant = atRest('an update is processed at most once', (view) => {
  for (const [name, { updates }] of recordsIn(view)) {
    const ids = updates.map(({ id }) => id);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined) return `${name} has processed "${twice}" more than once: ${ids.join(', ')}.`;
  }
  return true;
});

/** An update whose client got a success response stays in the order. */
export const nothingIsLost: Invariant = {
  name: 'an acknowledged update is not lost',
  watch: (view) => {
    const answered: { readonly order: string; readonly id: string; readonly seq: number }[] = [];
    const inputs = new Map<string, Uint8Array>();
    return {
      see: (event) => {
        if (event.type === 'operation') inputs.set(event.operation, event.input);
        if (event.type !== 'completed' || !('ok' in event.result)) return undefined;
        const { target } = view.who(event.invocation) ?? {};
        if (target?.handler !== 'process') return undefined;
        const input = (decodePayload(inputs.get(event.invocation) ?? new Uint8Array()) ?? {}) as OrderUpdate & {
          readonly orderId?: string;
          readonly update?: OrderUpdate;
        };
        const order = target.key === undefined ? `the database's ${input.orderId}` : `ProcessedOrder/${target.key}`;
        answered.push({ order, id: input.update?.id ?? input.id, seq: event.seq });
        return undefined;
      },
      end: () => {
        const records = recordsIn(view);
        const lost = answered.find(
          ({ order, id }) => records.get(order)?.updates.every((one) => one.id !== id) ?? true,
        );
        if (lost === undefined) return undefined;
        return {
          message: `The update "${lost.id}" was acknowledged, but at the end ${lost.order} does not have it.`,
          events: [lost.seq],
        };
      },
      exercised: () => answered.length,
    };
  },
};

function recordsIn(view: StateView): ReadonlyMap<string, OrderRecord> {
  const records = new Map<string, OrderRecord>();
  for (const [id, record] of view.effect('orders') as Orders) records.set(`the database's ${id}`, record);
  for (const key of view.keys('ProcessedOrder')) {
    const record = view.state('ProcessedOrder', key, 'record') as OrderRecord | undefined;
    if (record !== undefined) records.set(`ProcessedOrder/${key}`, record);
  }
  return records;
}
