import type { Invariant } from '../invariant.ts';
import { limitsKept } from './limits-kept.ts';
import { noStarvation } from './no-starvation.ts';
import { slotsComeBack } from './slots-come-back.ts';

/** What is judged in every run on a server that has concurrency limits. */
export const LIMIT_CHECKS: readonly Invariant[] = [limitsKept, slotsComeBack, noStarvation];
