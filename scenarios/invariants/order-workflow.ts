import {
  callBreach,
  atRest,
  type Breach,
  decodePayload,
  describeCall,
  type Invariant,
  type RunView,
  serviceInvariant,
} from '../../sim/index.ts';
import type { Decision, Outcome } from '../../objects/order-workflow.ts';
import type { Ledger } from '../order-services.ts';

const SERVICE = 'OrderWorkflow';

/** When the run has settled, reserved goods were shipped or released, and only shipped orders are paid. */
export const nothingIsLeft: Invariant = atRest('an order is shipped and paid, or neither', (view) => {
  const goods = ordersIn(view, 'warehouse');
  const money = ordersIn(view, 'bank');
  for (const [order, now] of goods)
    if (now.startsWith('reserved')) return `the goods of order ${order} are still reserved.`;
  for (const [order, now] of money)
    if (now === 'charged' && goods.get(order) !== 'shipped') return `order ${order} was paid for and not shipped.`;
  for (const [order, now] of goods)
    if (now === 'shipped' && money.get(order) !== 'charged') return `order ${order} was shipped and not paid for.`;
  return true;
});

/** Goods are shipped only after the approval and the payment. */
export const shippedAsApproved: Invariant = {
  name: 'nothing is shipped that was not approved and paid',
  watch: (view) => {
    const decisions = new Map<string, Decision>();
    const shipped = new Set<string>();
    return {
      see: (event): Breach | undefined => {
        if (event.type === 'promise completed' && 'ok' in event.result)
          decisions.set(event.key.slice(event.key.indexOf('/') + 1), decodePayload(event.result.ok) as Decision);
        if (event.type !== 'effect happened' || event.effect !== 'warehouse') return undefined;
        for (const [order, now] of ordersIn(view, 'warehouse')) {
          if (now !== 'shipped' || shipped.has(order)) continue;
          shipped.add(order);
          const isApproved = decisions.get(order)?.approved === true;
          if (isApproved && ordersIn(view, 'bank').get(order) === 'charged') continue;
          const missing = isApproved ? 'is not paid' : 'is not approved';
          return {
            message: `Order ${order}, which ${missing}, was shipped.`,
            events: [event.seq],
            handler: `${SERVICE}/run`,
          };
        }
        return undefined;
      },
      exercised: () => shipped.size,
    };
  },
};

/**
 * The response to an approver is final: after the response "approved" an order is not refused for lack of approval, and an
 * order that has ended is not approved any more.
 */
export const answersAreTrue: Invariant = serviceInvariant('an approver gets the decision that counts', SERVICE, () => {
  const responses = new Map<string, { readonly approved: boolean; readonly seq: number }>();
  const over = new Set<string>();
  let compared = 0;
  return {
    onEvent: (event) => {
      if (event.type !== 'promise completed' || !('ok' in event.result)) return undefined;
      const order = event.key.slice(event.key.indexOf('/') + 1);
      if (!over.has(order) || !(decodePayload(event.result.ok) as Decision).approved) return undefined;
      return {
        message: `${SERVICE}/${order} was approved after it had ended.`,
        events: [event.seq],
        handler: `${SERVICE}/approve`,
      };
    },
    onCompleted: (call, end) => {
      if (call.handler === 'run') over.add(call.key);
      if (!('output' in end)) return undefined;
      if (call.handler === 'approve')
        responses.set(call.key, { approved: (end.output as Decision).approved, seq: end.seq });
      const answer = responses.get(call.key);
      if (call.handler !== 'run' || answer === undefined) return undefined;
      compared++;
      const outcome = end.output as Outcome;
      const isRefused = outcome.status === 'refused';
      const isUnapproved = isRefused && outcome.reason.startsWith('refused by');
      if (answer.approved ? !isUnapproved : isRefused) return undefined;
      return {
        message: `An approver of ${SERVICE}/${call.key} got the response "${answer.approved ? 'approved' : 'refused'}", but ${describeCall(call)} ended as ${JSON.stringify(outcome)}.`,
        events: [answer.seq, end.seq],
        handler: `${SERVICE}/approve`,
      };
    },
    exercised: () => compared,
  };
});

/** The outcome of the workflow is what has happened outside. */
export const outcomesAreTrue: Invariant = serviceInvariant(
  'the outcome of an order matches the warehouse',
  SERVICE,
  (view) => {
    let ended = 0;
    return {
      onCompleted: (call, end) => {
        if (call.handler !== 'run' || !('output' in end)) return undefined;
        ended++;
        const { status } = end.output as Outcome;
        const now = ordersIn(view, 'warehouse').get(call.key);
        if ((status === 'shipped') === (now === 'shipped')) return undefined;
        return callBreach(call, { message: `ended as "${status}", but the warehouse has "${now}".`, seq: end.seq });
      },
      exercised: () => ended,
    };
  },
);

function ordersIn(view: RunView, effect: 'warehouse' | 'bank'): Ledger['orders'] {
  return (view.effect(effect) as Ledger).orders;
}
