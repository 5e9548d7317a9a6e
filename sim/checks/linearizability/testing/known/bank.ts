import { bank as model } from '../models.ts';
import type { KnownHistory } from './history.ts';

/** Good and bad histories of a bank. */
export const bankHistories: readonly KnownHistory[] = [
  {
    name: 'a transfer moves money',
    model,
    isLinearizable: true,
    picture: `
      [-]       a.transfer {"to":"b","amount":4}
         [-]    a.balance -> 6
         [-]    b.balance -> 14`,
  },
  {
    name: 'a transfer takes money and brings none',
    model,
    isLinearizable: false,
    picture: `
      [-]       a.transfer {"to":"b","amount":4}
         [-]    a.balance -> 6
             [-]    b.balance -> 10`,
  },
  {
    name: 'seen at the target and afterwards not yet at the source',
    model,
    isLinearizable: false,
    picture: `
      [-----------]  a.transfer {"to":"b","amount":4}
       [-]           b.balance -> 14
           [-]       a.balance -> 10`,
  },
  {
    name: 'both debits succeed where there was money for one',
    model,
    isLinearizable: false,
    picture: `
      [---]  a.transfer {"to":"b","amount":8}
      [---]  a.transfer {"to":"c","amount":8}`,
  },
  {
    name: 'one debit succeeds where there was money for one',
    model,
    isLinearizable: true,
    picture: `
      [---]  a.transfer {"to":"b","amount":8}
      [---]  a.transfer {"to":"c","amount":8} -> !402`,
  },
  {
    name: 'refused although there was money',
    model,
    isLinearizable: false,
    picture: `
      [---]  a.transfer {"to":"b","amount":8} -> !402`,
  },
  {
    name: 'a transfer makes another one possible',
    model,
    isLinearizable: true,
    picture: `
      [---]      a.transfer {"to":"b","amount":10}
      [---]      b.transfer {"to":"c","amount":15}
           [-]   c.balance -> 25`,
  },
  {
    name: 'a lost update: two deposits, one balance',
    model,
    isLinearizable: false,
    picture: `
      [---]      b.transfer {"to":"a","amount":5}
      [---]      c.transfer {"to":"a","amount":5}
           [-]   a.balance -> 15`,
  },
  {
    name: 'a transfer without a response explains both balances',
    model,
    isLinearizable: true,
    picture: `
      [-        a.transfer {"to":"b","amount":4}
         [-]    a.balance -> 6
           [-]  b.balance -> 14`,
  },
  {
    name: 'a transfer without a response cannot be half',
    model,
    isLinearizable: false,
    picture: `
      [-          a.transfer {"to":"b","amount":4}
         [-]      a.balance -> 6
             [-]  b.balance -> 10`,
  },
  {
    name: 'no account sees the order of the others: a, b and c disagree',
    model,
    isLinearizable: false,
    picture: `
      [-----]             a.transfer {"to":"b","amount":10}
      [-----]             b.transfer {"to":"a","amount":10}
             [-]          a.balance -> 0
                 [-]      b.balance -> 0`,
  },
];
