import { set as model } from '../models.ts';
import type { KnownHistory } from './history.ts';

/** Good and bad histories of a set. */
export const setHistories: readonly KnownHistory[] = [
  {
    name: 'added once',
    model,
    isLinearizable: true,
    picture: `
      [-]    add 1 -> true
         [-] add 1 -> false`,
  },
  {
    name: 'added twice',
    model,
    isLinearizable: false,
    picture: `
      [-]    add 1 -> true
         [-] add 1 -> true`,
  },
  {
    name: 'one of two adds it',
    model,
    isLinearizable: true,
    picture: `
      [---] add 1 -> true
      [---] add 1 -> false`,
  },
  {
    name: 'both add it',
    model,
    isLinearizable: false,
    picture: `
      [---] add 1 -> true
      [---] add 1 -> true`,
  },
  {
    name: 'both add it, with a concurrent removal',
    model,
    isLinearizable: true,
    picture: `
      [---] add 1 -> true
      [---] remove 1 -> true
      [---] add 1 -> true`,
  },
  {
    name: 'removed by two, added by one',
    model,
    isLinearizable: false,
    picture: `
      [-]      add 1 -> true
         [---] remove 1 -> true
         [---] remove 1 -> true`,
  },
  {
    name: 'looked for while it is being added',
    model,
    isLinearizable: true,
    picture: `
      [-----] add 1 -> true
       [-]    has 1 -> true`,
  },
  {
    name: 'there, and then not, without a removal',
    model,
    isLinearizable: false,
    picture: `
      [---------] add 1 -> true
       [-]        has 1 -> true
           [-]    has 1 -> false`,
  },
  {
    name: 'there, and then not, when a removal was never answered',
    model,
    isLinearizable: true,
    picture: `
      [-]            add 1 -> true
         [-          remove 1
           [-]       has 1 -> true
               [-]   has 1 -> false`,
  },
];
