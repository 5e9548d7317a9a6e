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
    name: 'neither wins',
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
    name: 'a concurrent write makes it fail',
    model,
    isLinearizable: true,
    picture: `
      [---] write 5
      [---] cas [0,1] -> false`,
  },
  {
    name: 'it succeeds before a concurrent write',
    model,
    isLinearizable: true,
    picture: `
      [---]     write 5
      [---]     cas [0,1] -> true
           [-]  read -> 5`,
  },
  {
    name: 'it succeeds and its value is missing afterwards',
    model,
    isLinearizable: false,
    picture: `
      [---]     cas [0,1] -> true
           [-]  read -> 0`,
  },
  {
    name: 'one without a response explains the failure of another',
    model,
    isLinearizable: true,
    picture: `
      [-        cas [0,1]
         [-]    cas [0,2] -> false`,
  },
  {
    name: 'one without a response cannot explain two values',
    model,
    isLinearizable: false,
    picture: `
      [-            cas [0,1]
         [-]        read -> 1
             [-]    cas [0,2] -> true`,
  },
];
