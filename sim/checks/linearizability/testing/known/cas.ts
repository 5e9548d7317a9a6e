import { cas as model } from '../models.ts';
import type { KnownHistory } from './history.ts';

/** Good and bad histories of a register that compares and sets. */
export const casHistories: readonly KnownHistory[] = [
  {
    name: 'one of two wins',
    model,
    isLinearizable: true,
    picture: `
      [---] cas [0,1] -> true
      [---] cas [0,2] -> false`,
  },
  {
    name: 'both win',
    model,
    isLinearizable: false,
    picture: `
      [---] cas [0,1] -> true
      [---] cas [0,2] -> true`,
  },
  {
    name: 'nobody wins',
    model,
    isLinearizable: false,
    picture: `
      [---] cas [0,1] -> false
      [---] cas [0,2] -> false`,
  },
  {
    name: 'one after the other',
    model,
    isLinearizable: true,
    picture: `
      [-]    cas [0,1] -> true
         [-] cas [1,2] -> true`,
  },
  {
    name: 'the second saw what the first had replaced',
    model,
    isLinearizable: false,
    picture: `
      [-]    cas [0,1] -> true
         [-] cas [0,2] -> true`,
  },
  {
    name: 'a write beside it makes it fail',
    model,
    isLinearizable: true,
    picture: `
      [---] write 5
      [---] cas [0,1] -> false`,
  },
  {
    name: 'it succeeds before the write beside it',
    model,
    isLinearizable: true,
    picture: `
      [---]     write 5
      [---]     cas [0,1] -> true
           [-]  read -> 5`,
  },
  {
    name: 'it succeeds and nothing is there afterwards',
    model,
    isLinearizable: false,
    picture: `
      [---]     cas [0,1] -> true
           [-]  read -> 0`,
  },
  {
    name: 'one that was never answered explains the failure of another',
    model,
    isLinearizable: true,
    picture: `
      [-        cas [0,1]
         [-]    cas [0,2] -> false`,
  },
  {
    name: 'one that was never answered cannot explain two values',
    model,
    isLinearizable: false,
    picture: `
      [-            cas [0,1]
         [-]        read -> 1
             [-]    cas [0,2] -> true`,
  },
];
