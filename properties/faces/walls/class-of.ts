import type { Outcome } from './outcomes.ts';
import type { Class, Row } from './row.ts';

/** @returns the class that a row has by what a search says of it; `silent` where it does not say what the row names */
export function classOf({ class: wanted, says }: Row, { verdict, said }: Outcome): Class | 'silent' {
  if (wanted === 'harmless') return verdict === 'held' && said.length === 0 ? 'harmless' : 'noticed';
  const named = said.find((text) => text.includes(says));
  if (named === undefined) return 'silent';
  return /, but simulated code /.test(named) ? 'refused' : 'noticed';
}
