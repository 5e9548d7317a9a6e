import * as fc from 'fast-check';
import { scenario, type Scenario } from '../sim/index.ts';
import { board, foreman, type Note } from './features/foreman.ts';
import * as rules from './invariants/restate.ts';

const key = fc.constantFrom('x', 'y');
const unused: Note = () => Promise.resolve();

/**
 * Operators cancel, kill and pause invocations that have called others and whose code is running. The invariants check
 * whether the model of Restate keeps Restate's own rules.
 */
export const operatorActionsScenario: Scenario = scenario('operator actions', {
  services: ({ board: note }) => [foreman(note)],
  effects: { board },
  operations: ({ call }) => [
    call(foreman(unused), 'waitsWithOthers', { key }),
    call(foreman(unused), 'works', { key }),
    call(foreman(unused), 'works', { key: 'z' }),
    call(foreman(unused), 'callsOff', { key: 'x', input: 'z' }),
  ],
  maxOperations: 6,
  // An invocation that no operator ends waits forever, and so does the queue behind it.
  owed: ['awakeable'],
  faults: { operators: true },
  invariants: [
    rules.heldUntilTheEnd,
    rules.killTakesAllAlong,
    rules.killedCodeRunsOn,
    rules.cancelTakesCallsAlong,
    rules.cancelledInQueueIsGone,
    rules.nothingAfterTheEnd,
  ],
  outcomes: {
    'an invocation is killed': (event) => event.type === 'killed',
    'an invocation is paused': (event) => event.type === 'paused',
  },
});
