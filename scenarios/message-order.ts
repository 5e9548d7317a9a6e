import * as fc from 'fast-check';
import { scenario, type Scenario } from '../sim/index.ts';
import { courier, ledger } from './features/post.ts';
import * as rules from './invariants/restate.ts';

const key = fc.constantFrom('x', 'y');

/**
 * Messages and timers: which of them may come in any order, and which may not. The invariants check whether the model of
 * Restate keeps Restate's own rules.
 */
export const messageOrderScenario: Scenario = scenario('message order and timers', {
  services: [ledger, courier],
  operations: ({ call, send }) => [
    call(ledger, 'enter', { key, input: 0 }),
    call(ledger, 'hold', { key, input: fc.constantFrom(5, 9) }),
    send(ledger, 'hold', { key, input: 5 }),
    send(ledger, 'enter', { key, input: 4, delayMs: fc.constantFrom(1, 5) }),
    call(courier, 'together', { input: key }),
    call(courier, 'inOrder', { input: key }),
  ],
  clients: 4,
  maxOperations: 6,
  invariants: [rules.sendsKeepTheirOrder, rules.nothingIsEarly, rules.messagesTravel, rules.dueTogetherInAnyOrder],
});
