import type { Bug } from './bug.ts';
import { ambientBranch } from './bugs/ambient-branch.ts';
import { approvalAfterExpiry } from './bugs/approval-after-expiry.ts';
import { cacheOfTheProcess } from './bugs/cache-of-the-process.ts';
import { callIntoFullScope } from './bugs/call-into-full-scope.ts';
import { cancelDuringCall } from './bugs/cancel-during-call.ts';
import { cancelDuringCompensation } from './bugs/cancel-during-compensation.ts';
import { cancelInRenewal } from './bugs/cancel-in-renewal.ts';
import { cancelThatKeepsItsSlot } from './bugs/cancel-that-keeps-its-slot.ts';
import { checkThenAct } from './bugs/check-then-act.ts';
import { circleOfLocks } from './bugs/circle-of-locks.ts';
import { clockGoesBack } from './bugs/clock-goes-back.ts';
import { compensationAfterEffect } from './bugs/compensation-after-effect.ts';
import { compensationNotOnCancel } from './bugs/compensation-not-on-cancel.ts';
import { completionOrder } from './bugs/completion-order.ts';
import { doubleCharge } from './bugs/double-charge.ts';
import { effectOutsideRun } from './bugs/effect-outside-run.ts';
import { expiresWhileUsed } from './bugs/expires-while-used.ts';
import { fanOutDeeperThanItsLimit } from './bugs/fan-out-deeper-than-its-limit.ts';
import { ghostAfterDelete } from './bugs/ghost-after-delete.ts';
import { idempotencyExpires } from './bugs/idempotency-expires.ts';
import { idempotencyMisuse } from './bugs/idempotency-misuse.ts';
import { jobEndsWithFailure } from './bugs/job-ends-with-failure.ts';
import { lateReply } from './bugs/late-reply.ts';
import { leaseWithoutOwner } from './bugs/lease-without-owner.ts';
import { limitKeyTooCoarse } from './bugs/limit-key-too-coarse.ts';
import { lostSignal } from './bugs/lost-signal.ts';
import { lostUpdate } from './bugs/lost-update.ts';
import { lostWakeup } from './bugs/lost-wakeup.ts';
import { markerBeforeEffect } from './bugs/marker-before-effect.ts';
import { numberInMemory } from './bugs/number-in-memory.ts';
import { oneOrderInTwoScopes } from './bugs/one-order-in-two-scopes.ts';
import { poisonInASlot } from './bugs/poison-in-a-slot.ts';
import { rejectedPromise } from './bugs/rejected-promise.ts';
import { requestInAModule } from './bugs/request-in-a-module.ts';
import { retryableRefusal } from './bugs/retryable-refusal.ts';
import { sendOrder } from './bugs/send-order.ts';
import { signalBeforeRun } from './bugs/signal-before-run.ts';
import { slotHeldOverASleep } from './bugs/slot-held-over-a-sleep.ts';
import { smuggledResult } from './bugs/smuggled-result.ts';
import { staleCache } from './bugs/stale-cache.ts';
import { staleDecision } from './bugs/stale-decision.ts';
import { staleSnapshot } from './bugs/stale-snapshot.ts';
import { swallowedCancel } from './bugs/swallowed-cancel.ts';
import { tenthItem } from './bugs/tenth-item.ts';
import { timerAgainstSignal } from './bugs/timer-against-signal.ts';
import { timerOfTheLastTime } from './bugs/timer-of-the-last-time.ts';
import { tornRead } from './bugs/torn-read.ts';
import { twoChainsOfAJob } from './bugs/two-chains-of-a-job.ts';
import { unawaitedRun } from './bugs/unawaited-run.ts';
import { unflushedWrite } from './bugs/unflushed-write.ts';
import { upgradeReordersSteps } from './bugs/upgrade-reorders-steps.ts';
import { zombieOvertakes } from './bugs/zombie-overtakes.ts';

/** The bugs with committed figures, in order of the names of their files. */
export const BUGS: readonly Bug[] = [
  ambientBranch,
  approvalAfterExpiry,
  cacheOfTheProcess,
  callIntoFullScope,
  cancelDuringCall,
  cancelDuringCompensation,
  cancelInRenewal,
  cancelThatKeepsItsSlot,
  checkThenAct,
  circleOfLocks,
  clockGoesBack,
  compensationAfterEffect,
  compensationNotOnCancel,
  completionOrder,
  doubleCharge,
  effectOutsideRun,
  expiresWhileUsed,
  fanOutDeeperThanItsLimit,
  ghostAfterDelete,
  idempotencyExpires,
  idempotencyMisuse,
  jobEndsWithFailure,
  lateReply,
  leaseWithoutOwner,
  limitKeyTooCoarse,
  lostSignal,
  lostUpdate,
  lostWakeup,
  markerBeforeEffect,
  numberInMemory,
  oneOrderInTwoScopes,
  poisonInASlot,
  rejectedPromise,
  requestInAModule,
  retryableRefusal,
  sendOrder,
  signalBeforeRun,
  slotHeldOverASleep,
  smuggledResult,
  staleCache,
  staleDecision,
  staleSnapshot,
  swallowedCancel,
  tenthItem,
  timerAgainstSignal,
  timerOfTheLastTime,
  tornRead,
  twoChainsOfAJob,
  unawaitedRun,
  unflushedWrite,
  upgradeReordersSteps,
  zombieOvertakes,
];
