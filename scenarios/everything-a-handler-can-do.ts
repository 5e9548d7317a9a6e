import * as fc from 'fast-check';
import { scenario, type Scenario } from '../sim/index.ts';
import { counter, errands, flow, frail, frailObject, note, notes, slow, type Noted } from './features/services.ts';
import { RETRIES } from './features/retries.ts';
import * as rules from './invariants/restate.ts';
import { answered, repeated } from './outcomes.ts';

const key = fc.constantFrom('x', 'y');
const unused: Noted = () => Promise.resolve(0);

/**
 * Services that use everything that a context offers, and operators that cancel, kill and pause. The invariants check
 * whether the model of Restate keeps Restate's own rules, not the services.
 */
export const everythingScenario: Scenario = scenario('everything a handler can do', {
  services: ({ note: noted }) => [counter(noted), flow, errands, notes, slow, frail(noted), frailObject],
  effects: { note },
  // Promises may be resolved, and runs cancelled, at any time.
  waivesAdvice: ['cancel-ignored', 'late-resolution'],
  operations: ({ call, send }) => {
    const counters = counter(unused);
    const service = frail(unused);
    return [
      call(counters, 'add', { key, input: fc.integer({ min: 1, max: 3 }) }),
      call(counters, 'once', { key: 'x', input: fc.constantFrom('good', 'bad'), idempotencyKey: fc.constant('same') }),
      call(counters, 'once', {
        key: 'x',
        input: 'bad',
        idempotencyKey: fc.constant('same'),
        afterMs: fc.constantFrom(0, 50),
      }),
      call(counters, 'once', { key: 'y', input: 'bad', idempotencyKey: fc.constant('same') }),
      call(counters, 'slowly', { key, input: fc.constantFrom(0, 5, 9) }),
      call(counters, 'refuses', { key, input: fc.integer({ min: 1, max: 3 }) }),
      call(counters, 'forget', { key }),
      call(counters, 'relay', { key, input: key }),
      call(counters, 'peek', { key }),
      call(counters, 'peekTwice', { key }),
      send(counters, 'add', { key, input: 1, delayMs: fc.constantFrom(undefined, 5) }),
      send(counters, 'slowly', { key, input: 9, delayMs: fc.constantFrom(5, 9) }),
      call(flow, 'run', { key: 'x' }),
      call(flow, 'run', { key: 'x', afterMs: fc.constantFrom(0, 9) }),
      call(flow, 'go', { key, input: fc.constantFrom('now', 'then') }),
      call(flow, 'stage', { key }),
      call(errands, 'cancels', { input: key }),
      call(errands, 'wakes', {}),
      call(errands, 'starts', { input: key }),
      call(errands, 'asksTwo', {}),
      call(errands, 'sendsTwo', { input: key }),
      call(errands, 'sleepsTwice', {}),
      call(errands, 'signals', { input: key }),
      call(errands, 'delegates', { input: key }),
      call(errands, 'crowds', { input: fc.constantFrom('x', 'y', 'z') }),
      call(errands, 'disturbs', { input: key }),
      call(errands, 'stopsPaused', { input: key }),
      call(notes, 'write', { key, input: fc.constantFrom('b', 'a', 'c') }),
      call(notes, 'names', { key }),
      call(slow, 'nap', {}),
      send(service, 'pauses', {}),
      call(service, 'dies', {}),
      call(service, 'comesBack', {}),
      send(service, 'unknown', {}),
      send(frailObject, 'pausesLocked', { key }),
    ];
  },
  clients: 3,
  maxOperations: 9,
  owed: ['resume'],
  // An operator that cancels or kills may end the invocation that was to wake another one; see "operator actions".
  faults: { skew: true, operators: ['pause'] },
  invariants: [
    rules.heldUntilTheEnd,
    rules.onlyExclusiveQueue,
    rules.cancelledInQueueIsGone,
    rules.readsSeeTheirMoment({ isLazy: (name) => name === 'Notes' }),
    rules.nothingStoredIsLost,
    rules.nothingAfterTheEnd,
    rules.answeredOnce,
    rules.signalledOnce,
    rules.sendsKeepTheirOrder,
    rules.nothingIsEarly,
    rules.retriedByPolicy((handler) => RETRIES[handler]),
    rules.unknownIsRetried,
    rules.cancelTakesCallsAlong,
    rules.pausedStaysPaused,
    rules.workflowsRunOnce,
    rules.oneForEachKey((handler) => handler === 'Counter/once'),
    rules.promisesOnce,
  ],
  outcomes: {
    'a request is repeated with its idempotency key': repeated,
    'a handler refuses': answered(418, 'not today'),
    'an invocation is paused': (event) => event.type === 'paused',
    'a paused invocation is cancelled': (event) => event.type === 'resumed',
    'an invocation is cancelled in the queue': (event) => event.type === 'removed',
    'the last attempt fails': answered(500, 'too frail'),
    'a signal comes too early': (event) => event.type === 'signal dropped',
    'a second run of a workflow is refused': (event) => event.type === 'invocation found' && event.how === 'refused',
  },
});
