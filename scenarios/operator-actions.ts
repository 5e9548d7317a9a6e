import * as fc from 'fast-check';
import { scenario, type Scenario } from '../sim/index.ts';
import { board, foreman, type Note } from './features/foreman.ts';
import * as rules from './invariants/restate.ts';

const key = fc.constantFrom('x', 'y');
const nobody: Note = () => Promise.resolve();

/**
 * What becomes of those whom operators cancel, kill and pause, of whom they have asked and of their code. Judged is
 * whether the model of Restate keeps Restate's own rules.
 */
export const operatorActionsScenario: Scenario = scenario('operator actions', {
  services: ({ board: note }) => [foreman(note)],
  effects: { board },
  operations: ({ call }) => [
    call(foreman(nobody), 'waitsWithOthers', { key }),
    call(foreman(nobody), 'works', { key }),
    call(foreman(nobody), 'works', { key: 'z' }),
    call(foreman(nobody), 'callsOff', { key: 'x', input: 'z' }),
  ],
  maxOperations: 6,
  // Whoever nobody ends waits forever, and so does the queue behind it.
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
