import * as fc from 'fast-check';
import { scenario, type Scenario } from '../sim/index.ts';
import { RETRIES } from './features/retries.ts';
import { shelf, SHELF_BYTES } from './features/shelf.ts';
import * as rules from './invariants/restate.ts';

const key = fc.constantFrom('x', 'y');

/**
 * What handlers see of the state of their key, and when: judged is whether the model of Restate keeps Restate's own rules.
 * The server sends little state along, so that there is some to be asked for.
 */
export const stateReadsScenario: Scenario = scenario('state reads', {
  services: [shelf],
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
  faults: { clearedState: true },
  invariants: [
    rules.heldUntilTheEnd,
    rules.readsSeeTheirMoment({ eagerBytes: SHELF_BYTES }),
    rules.sharedWritesAreRefused,
    rules.sharedHandlersOnlyReadUnlessRefused,
    rules.clearingWaitsForTheLock,
    rules.whoWaitsIsSuspended((handler) => handler === 'Shelf/lookAgain'),
    rules.retriedByPolicy((handler) => RETRIES[handler]),
  ],
  outcomes: {
    'state is cleared by an operator': (event) => event.type === 'state replaced',
    'a write is refused': (event) => event.type === 'refused',
  },
});
