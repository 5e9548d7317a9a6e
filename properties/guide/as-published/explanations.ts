import { AGENTS } from './explanations/agents.ts';
import type { Explanation } from './explanations/explanation.ts';
import { KEYS_AND_RECORDS } from './explanations/keys-and-records.ts';
import { LIMITERS } from './explanations/limiters.ts';

/** What was written about the defects; for each the first that fits. */
export const EXPLANATIONS: readonly Explanation[] = [...KEYS_AND_RECORDS, ...LIMITERS, ...AGENTS];
