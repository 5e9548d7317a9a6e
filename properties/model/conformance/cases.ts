import type { Case } from './case.ts';
import { adminCases } from './cases/admin.ts';
import { attemptCases } from './cases/attempts.ts';
import { cancelPointCases } from './cases/cancel-points.ts';
import { cancellationCases } from './cases/cancellation.ts';
import { deliveryCases } from './cases/deliveries.ts';
import { changeCases } from './cases/deployments/changes.ts';
import { dataCases } from './cases/deployments/data.ts';
import { divergenceCases } from './cases/deployments/divergence.ts';
import { drainingCases } from './cases/deployments/draining.ts';
import { goneCases } from './cases/deployments/gone.ts';
import { registrationCases } from './cases/deployments/registration.ts';
import { restartCases } from './cases/deployments/restart.ts';
import { resumeCases } from './cases/deployments/resume.ts';
import { routingCases } from './cases/deployments/routing.ts';
import { idCases } from './cases/ids.ts';
import { idempotencyScopeCases } from './cases/idempotency-scope.ts';
import { idempotencyCases } from './cases/idempotency.ts';
import { ingressBodyCases } from './cases/ingress-bodies.ts';
import { ingressRefusalCases } from './cases/ingress-refusals.ts';
import { ingressCases } from './cases/ingress.ts';
import { limitEndCases } from './cases/limit-ends.ts';
import { limitRuleCases } from './cases/limit-rules.ts';
import { limitCases } from './cases/limits.ts';
import { lockCases } from './cases/locks.ts';
import { lookupCases } from './cases/lookup.ts';
import { nondeterminismCases } from './cases/nondeterminism.ts';
import { orderingCases } from './cases/ordering.ts';
import { queueCases } from './cases/queues.ts';
import { promiseCases } from './cases/promises.ts';
import { protocolV7Cases } from './cases/protocol-v7.ts';
import { refusedCommandCases } from './cases/refused-commands.ts';
import { reusedIdMessageCases } from './cases/reused-ids-messages.ts';
import { reusedIdCases } from './cases/reused-ids.ts';
import { retryCases } from './cases/retries.ts';
import { runFailureCases } from './cases/run-failures.ts';
import { runCases } from './cases/runs.ts';
import { scopeCases } from './cases/scopes.ts';
import { signalCases } from './cases/signals.ts';
import { snapshotCases } from './cases/snapshots.ts';
import { stateCases } from './cases/state.ts';
import { survivalCases } from './cases/survival.ts';
import { timerCases } from './cases/timers.ts';
import { troubleCases } from './cases/troubles.ts';
import { workflowCases } from './cases/workflows.ts';
import { writeCases } from './cases/writes.ts';

/** All cases in the order of their numbers. */
export const cases: readonly Case[] = [
  ...adminCases,
  ...attemptCases,
  ...cancelPointCases,
  ...cancellationCases,
  ...deliveryCases,
  ...idCases,
  ...idempotencyScopeCases,
  ...idempotencyCases,
  ...ingressBodyCases,
  ...ingressRefusalCases,
  ...ingressCases,
  ...limitCases,
  ...limitEndCases,
  ...limitRuleCases,
  ...lockCases,
  ...lookupCases,
  ...nondeterminismCases,
  ...orderingCases,
  ...promiseCases,
  ...queueCases,
  ...protocolV7Cases,
  ...refusedCommandCases,
  ...reusedIdCases,
  ...reusedIdMessageCases,
  ...retryCases,
  ...runFailureCases,
  ...runCases,
  ...scopeCases,
  ...signalCases,
  ...snapshotCases,
  ...stateCases,
  ...survivalCases,
  ...timerCases,
  ...troubleCases,
  ...workflowCases,
  ...writeCases,
  ...routingCases,
  ...goneCases,
  ...registrationCases,
  ...drainingCases,
  ...resumeCases,
  ...divergenceCases,
  ...dataCases,
  ...changeCases,
  ...restartCases,
].sort((left, right) => left.number - right.number);
