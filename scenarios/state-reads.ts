import * as fc from 'fast-check';
import { scenario, type Scenario } from '../sim/index.ts';
import { RETRIES } from './features/retries.ts';
import { shelf, SHELF_BYTES } from './features/shelf.ts';
import * as rules from './invariants/restate.ts';

const key = fc.constantFrom('x', 'y');

/**
 * Handlers read the state of their key, eagerly and lazily. The invariants check whether the model of Restate keeps
 * Restate's own rules. The server sends only a part of the state with an attempt, so that handlers request the rest.
 */
export const stateReadsScenario: Scenario = scenario('state reads', {
  services: [shelf],
  // Its readers are there to see every state in between.
  waivesAdvice: ['half-change'],
  server: { eagerStateBytes: SHELF_BYTES },
  operations: ({ call, send }) => [
    call(shelf, 'put', { key, input: fc.constantFrom('a', 'b', 'c') }),
    call(shelf, 'fill', { key }),
    call(shelf, 'rearrange', { key }),
    call(shelf, 'rearrange', { key }),
    call(shelf, 'look', { key, afterMs: fc.constantFrom(0, 3, 7) }),
    call(shelf, 'look', { key }),
    call(shelf, 'lookAgain', { key }),
    call(shelf, 'lookAgain', { key }),
    call(shelf, 'names', { key }),
    send(shelf, 'scribble', { key }),
  ],
  maxOperations: 7,
  owed: ['resume'],
  // A cancel ends a wait without a suspension, which the rules about waits do not allow for.
  faults: { clearedState: true, operators: false },
  invariants: [
    rules.heldUntilTheEnd,
    rules.readsSeeTheirMoment({ eagerBytes: SHELF_BYTES }),
    rules.sharedWritesAreRefused,
    rules.sharedHandlersOnlyReadUnlessRefused,
    rules.clearingWaitsForTheLock,
    rules.waitingIsSuspended((handler) => handler === 'Shelf/lookAgain'),
    rules.retriedByPolicy((handler) => RETRIES[handler]),
  ],
  outcomes: {
    'state is cleared by an operator': (event) => event.type === 'state replaced',
    'a write is refused': (event) => event.type === 'refused',
  },
});
