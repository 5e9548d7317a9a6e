import { SlotLedger } from '../../../sim/checks/limits/slot-ledger.ts';
import { handlerOf, type Invariant, type RunView } from '../../../sim/index.ts';
import type { EventType, TraceEvent } from '../../../sim/trace/event.ts';

/** Something that holds a slot for which something else waits. */
export interface Holder {
  /** `Service/handler`. */
  readonly handler: string;
  readonly waiting: string;
  /** Whether it sleeps. */
  readonly sleeps: boolean;
}

const SEES: ReadonlySet<EventType> = new Set([...SlotLedger.SEES, 'appended', 'timer fired', 'completed']);

/**
 * An invariant over what holds the slots of a full limit, checked when something begins to wait for one and when a holder goes to sleep.
 * @param wrong says what is wrong, or undefined
 */
export function behindSlots(name: string, wrong: (holder: Holder) => string | undefined): Invariant {
  return {
    name,
    watch: (view) => {
      const ledger = new SlotLedger();
      const asleep = new Set<string>();
      return {
        sees: SEES,
        see: (event) => {
          ledger.see(event);
          if (event.type === 'timer fired' || event.type === 'completed') asleep.delete(event.invocation);
          if (event.type === 'appended' && event.command.type === 'Sleep') asleep.add(event.invocation);
          for (const { holder, waiting } of pairsAt(event, ledger)) {
            const found = wrong({
              handler: handlerIn(view, holder),
              waiting: handlerIn(view, waiting),
              sleeps: asleep.has(holder),
            });
            if (found !== undefined) return { message: found, events: [event.seq], handler: handlerIn(view, holder) };
          }
          return undefined;
        },
        exercised: () => ledger.waited,
      };
    },
  };
}

function pairsAt(
  event: TraceEvent,
  ledger: SlotLedger,
): readonly { readonly holder: string; readonly waiting: string }[] {
  if (event.type === 'waits for a slot')
    return ledger.holdersOf(event.limit.counter).map((holder) => ({ holder, waiting: event.invocation }));
  if (event.type !== 'appended') return [];
  const behind = ledger.firstBehind(event.invocation);
  return behind === undefined ? [] : [{ holder: event.invocation, waiting: behind.invocation }];
}

function handlerIn(view: RunView, invocation: string): string {
  const created = view.who(invocation);
  return created === undefined ? invocation : handlerOf(created.target);
}
