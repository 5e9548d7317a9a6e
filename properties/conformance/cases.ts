import type { Case } from './case.ts';
import { cancellationCases } from './cases/cancellation.ts';
import { idempotencyCases } from './cases/idempotency.ts';
import { ingressCases } from './cases/ingress.ts';
import { lockCases } from './cases/locks.ts';
import { nondeterminismCases } from './cases/nondeterminism.ts';
import { orderingCases } from './cases/ordering.ts';
import { retryCases } from './cases/retries.ts';
import { runCases } from './cases/runs.ts';
import { signalCases } from './cases/signals.ts';
import { snapshotCases } from './cases/snapshots.ts';
import { stateCases } from './cases/state.ts';
import { survivalCases } from './cases/survival.ts';
import { timerCases } from './cases/timers.ts';
import { workflowCases } from './cases/workflows.ts';
import { writeCases } from './cases/writes.ts';

/** All cases in the order of their numbers. */
export const cases: readonly Case[] = [
  ...writeCases,
  ...snapshotCases,
  ...stateCases,
  ...lockCases,
  ...orderingCases,
  ...timerCases,
  ...retryCases,
  ...runCases,
  ...idempotencyCases,
  ...workflowCases,
  ...signalCases,
  ...cancellationCases,
  ...nondeterminismCases,
  ...ingressCases,
  ...survivalCases,
].sort((left, right) => left.number - right.number);
