/** What Restate promises to every service: rules over a trace that hold whatever the services do. */
export { cancelTakesCallsAlong, killTakesAllAlong, pausedStaysPaused } from './restate/endings.ts';
export { oneForEachKey, promisesOnce, workflowsRunOnce } from './restate/identity.ts';
export {
  answeredOnce,
  nothingAfterTheEnd,
  nothingStoredIsLost,
  sendsKeepTheirOrder,
  signalledOnce,
} from './restate/journals.ts';
export { cancelledInQueueIsGone, heldUntilTheEnd, onlyExclusiveQueue } from './restate/locks.ts';
export { readsSeeTheirMoment } from './restate/reads.ts';
export { retriedByPolicy, unknownIsRetried } from './restate/retries.ts';
export { nothingIsEarly } from './restate/time.ts';
