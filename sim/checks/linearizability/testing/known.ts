import { bankHistories } from './known/bank.ts';
import { casHistories } from './known/cas.ts';
import type { KnownHistory } from './known/history.ts';
import { queueHistories } from './known/queue.ts';
import { registerHistories } from './known/register.ts';
import { setHistories } from './known/set.ts';

/** Good and bad histories of five kinds of objects, as pictures for `historyOf`. */
export const KNOWN: readonly KnownHistory[] = [
  ...registerHistories,
  ...casHistories,
  ...queueHistories,
  ...setHistories,
  ...bankHistories,
];
