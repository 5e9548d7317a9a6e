/** What Restate guarantees to every service: rules over a trace that hold for all services. */
export { cancelTakesCallsAlong, killedCodeRunsOn, killTakesAllAlong, pausedStaysPaused } from './restate/endings.ts';
export { oneForEachKey, promisesOnce, workflowsRunOnce } from './restate/identity.ts';
export {
  answeredOnce,
  messagesTravel,
  nothingAfterTheEnd,
  nothingStoredIsLost,
  sendsKeepTheirOrder,
  signalledOnce,
} from './restate/journals.ts';
export {
  cancelledInQueueIsGone,
  clearingWaitsForTheLock,
  heldUntilTheEnd,
  onlyExclusiveQueue,
} from './restate/locks.ts';
export { readsSeeTheirMoment, sharedHandlersOnlyReadUnlessRefused, sharedWritesAreRefused } from './restate/reads.ts';
export { forgottenAtSweeps } from './restate/retention.ts';
export { retriedByPolicy, unknownIsRetried } from './restate/retries.ts';
export { dueTogetherInAnyOrder, nothingIsEarly } from './restate/time.ts';
export { waitingIsSuspended } from './restate/suspensions.ts';
