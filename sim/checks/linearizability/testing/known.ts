import { bank, cas, queue, register, set } from './models.ts';
import type { Model } from '../model.ts';

/** A history of which it is known whether some order explains it. */
export interface KnownHistory {
  readonly name: string;
  readonly model: Model<unknown>;
  readonly isLinearizable: boolean;
  readonly picture: string;
}

/** Good and bad histories of five kinds of objects, drawn as `historyOf` reads them. */
export const KNOWN: readonly KnownHistory[] = [
  {
    name: 'nothing written reads as the initial value',
    model: register,
    isLinearizable: true,
    picture: `
      [-] read -> 0`,
  },
  {
    name: 'a value from nowhere',
    model: register,
    isLinearizable: false,
    picture: `
      [-] read -> 1`,
  },
  {
    name: 'a write, then its value',
    model: register,
    isLinearizable: true,
    picture: `
      [-]    write 1
         [-] read -> 1`,
  },
  {
    name: 'a write, then the old value',
    model: register,
    isLinearizable: false,
    picture: `
      [-]    write 1
         [-] read -> 0`,
  },
  {
    name: 'a read beside a write sees the new value',
    model: register,
    isLinearizable: true,
    picture: `
      [----] write 1
       [-]   read -> 1`,
  },
  {
    name: 'a read beside a write sees the old value',
    model: register,
    isLinearizable: true,
    picture: `
      [----] write 1
       [-]   read -> 0`,
  },
  {
    name: 'beside one write: first the new value, then the old one',
    model: register,
    isLinearizable: false,
    picture: `
      [--------] write 1
       [-]       read -> 1
           [-]   read -> 0`,
  },
  {
    name: 'beside one write: first the old value, then the new one',
    model: register,
    isLinearizable: true,
    picture: `
      [--------] write 1
       [-]       read -> 0
           [-]   read -> 1`,
  },
  {
    name: 'two writes side by side, in either order',
    model: register,
    isLinearizable: true,
    picture: `
      [---]     write 1
      [---]     write 2
           [-]  read -> 1`,
  },
  {
    name: 'two writes side by side, read one way and then the other',
    model: register,
    isLinearizable: false,
    picture: `
      [---]         write 1
      [---]         write 2
           [-]      read -> 1
               [-]  read -> 2`,
  },
  {
    name: 'a write that was never answered has happened',
    model: register,
    isLinearizable: true,
    picture: `
      [-       write 1
         [-]   read -> 1`,
  },
  {
    name: 'a write that was never answered has not happened',
    model: register,
    isLinearizable: true,
    picture: `
      [-       write 1
         [-]   read -> 0`,
  },
  {
    name: 'a write that was never answered happens late',
    model: register,
    isLinearizable: true,
    picture: `
      [-           write 1
         [-]       read -> 0
             [-]   read -> 1`,
  },
  {
    name: 'a write that was never answered is undone',
    model: register,
    isLinearizable: false,
    picture: `
      [-           write 1
         [-]       read -> 1
             [-]   read -> 0`,
  },
  {
    name: 'two keys are two registers: one of them is wrong',
    model: register,
    isLinearizable: false,
    picture: `
      [-]     a.write 1
         [-]  b.read -> 1`,
  },
  {
    name: 'two keys are two registers',
    model: register,
    isLinearizable: true,
    picture: `
      [-]     a.write 1
         [-]  b.read -> 0
         [-]  a.read -> 1`,
  },
  {
    name: 'a stale read after two writes',
    model: register,
    isLinearizable: false,
    picture: `
      [-]         write 1
         [-]      write 2
            [-]   read -> 1`,
  },
  {
    name: 'one of two wins',
    model: cas,
    isLinearizable: true,
    picture: `
      [---] cas [0,1] -> true
      [---] cas [0,2] -> false`,
  },
  {
    name: 'both win',
    model: cas,
    isLinearizable: false,
    picture: `
      [---] cas [0,1] -> true
      [---] cas [0,2] -> true`,
  },
  {
    name: 'nobody wins',
    model: cas,
    isLinearizable: false,
    picture: `
      [---] cas [0,1] -> false
      [---] cas [0,2] -> false`,
  },
  {
    name: 'one after the other',
    model: cas,
    isLinearizable: true,
    picture: `
      [-]    cas [0,1] -> true
         [-] cas [1,2] -> true`,
  },
  {
    name: 'the second saw what the first had replaced',
    model: cas,
    isLinearizable: false,
    picture: `
      [-]    cas [0,1] -> true
         [-] cas [0,2] -> true`,
  },
  {
    name: 'a write beside it makes it fail',
    model: cas,
    isLinearizable: true,
    picture: `
      [---] write 5
      [---] cas [0,1] -> false`,
  },
  {
    name: 'it succeeds before the write beside it',
    model: cas,
    isLinearizable: true,
    picture: `
      [---]     write 5
      [---]     cas [0,1] -> true
           [-]  read -> 5`,
  },
  {
    name: 'it succeeds and nothing is there afterwards',
    model: cas,
    isLinearizable: false,
    picture: `
      [---]     cas [0,1] -> true
           [-]  read -> 0`,
  },
  {
    name: 'one that was never answered explains the failure of another',
    model: cas,
    isLinearizable: true,
    picture: `
      [-        cas [0,1]
         [-]    cas [0,2] -> false`,
  },
  {
    name: 'one that was never answered cannot explain two values',
    model: cas,
    isLinearizable: false,
    picture: `
      [-            cas [0,1]
         [-]        read -> 1
             [-]    cas [0,2] -> true`,
  },
  {
    name: 'out in the order in',
    model: queue,
    isLinearizable: true,
    picture: `
      [-]           put 1
         [-]        put 2
            [-]     pop -> 1
               [-]  pop -> 2`,
  },
  {
    name: 'out in the other order',
    model: queue,
    isLinearizable: false,
    picture: `
      [-]           put 1
         [-]        put 2
            [-]     pop -> 2
               [-]  pop -> 1`,
  },
  {
    name: 'put side by side, out in either order',
    model: queue,
    isLinearizable: true,
    picture: `
      [---]            put 1
      [---]            put 2
           [-]         pop -> 2
               [-]     pop -> 1`,
  },
  {
    name: 'one item comes out twice',
    model: queue,
    isLinearizable: false,
    picture: `
      [-]           put 1
         [-]        pop -> 1
            [-]     pop -> 1`,
  },
  {
    name: 'two pop side by side, one gets it',
    model: queue,
    isLinearizable: true,
    picture: `
      [-]       put 1
         [---] pop -> 1
         [---] pop -> null`,
  },
  {
    name: 'two pop side by side, both get it',
    model: queue,
    isLinearizable: false,
    picture: `
      [-]       put 1
         [---] pop -> 1
         [---] pop -> 1`,
  },
  {
    name: 'two pop side by side, nobody gets it',
    model: queue,
    isLinearizable: false,
    picture: `
      [-]       put 1
         [---] pop -> null
         [---] pop -> null`,
  },
  {
    name: 'an item comes out that was never put in',
    model: queue,
    isLinearizable: false,
    picture: `
      [-] pop -> 7`,
  },
  {
    name: 'a put that was never answered comes out',
    model: queue,
    isLinearizable: true,
    picture: `
      [-      put 1
         [-]  pop -> 1`,
  },
  {
    name: 'a put that was never answered comes out twice',
    model: queue,
    isLinearizable: false,
    picture: `
      [-         put 1
         [-]     pop -> 1
            [-]  pop -> 1`,
  },
  {
    name: 'empty, although somebody is putting',
    model: queue,
    isLinearizable: true,
    picture: `
      [-----] put 1
       [-]    pop -> null`,
  },
  {
    name: 'added once',
    model: set,
    isLinearizable: true,
    picture: `
      [-]    add 1 -> true
         [-] add 1 -> false`,
  },
  {
    name: 'added twice',
    model: set,
    isLinearizable: false,
    picture: `
      [-]    add 1 -> true
         [-] add 1 -> true`,
  },
  {
    name: 'one of two adds it',
    model: set,
    isLinearizable: true,
    picture: `
      [---] add 1 -> true
      [---] add 1 -> false`,
  },
  {
    name: 'both add it',
    model: set,
    isLinearizable: false,
    picture: `
      [---] add 1 -> true
      [---] add 1 -> true`,
  },
  {
    name: 'both add it, with a removal beside them',
    model: set,
    isLinearizable: true,
    picture: `
      [---] add 1 -> true
      [---] remove 1 -> true
      [---] add 1 -> true`,
  },
  {
    name: 'removed by two, added by one',
    model: set,
    isLinearizable: false,
    picture: `
      [-]      add 1 -> true
         [---] remove 1 -> true
         [---] remove 1 -> true`,
  },
  {
    name: 'looked for while it is being added',
    model: set,
    isLinearizable: true,
    picture: `
      [-----] add 1 -> true
       [-]    has 1 -> true`,
  },
  {
    name: 'there, and then not, and nobody removes it',
    model: set,
    isLinearizable: false,
    picture: `
      [---------] add 1 -> true
       [-]        has 1 -> true
           [-]    has 1 -> false`,
  },
  {
    name: 'there, and then not, when a removal was never answered',
    model: set,
    isLinearizable: true,
    picture: `
      [-]            add 1 -> true
         [-          remove 1
           [-]       has 1 -> true
               [-]   has 1 -> false`,
  },
  {
    name: 'a transfer moves money',
    model: bank,
    isLinearizable: true,
    picture: `
      [-]       a.transfer {"to":"b","amount":4}
         [-]    a.balance -> 6
         [-]    b.balance -> 14`,
  },
  {
    name: 'a transfer takes money and brings none',
    model: bank,
    isLinearizable: false,
    picture: `
      [-]       a.transfer {"to":"b","amount":4}
         [-]    a.balance -> 6
             [-]    b.balance -> 10`,
  },
  {
    name: 'seen at the target and afterwards not yet at the source',
    model: bank,
    isLinearizable: false,
    picture: `
      [-----------]  a.transfer {"to":"b","amount":4}
       [-]           b.balance -> 14
           [-]       a.balance -> 10`,
  },
  {
    name: 'both debits succeed where there was money for one',
    model: bank,
    isLinearizable: false,
    picture: `
      [---]  a.transfer {"to":"b","amount":8}
      [---]  a.transfer {"to":"c","amount":8}`,
  },
  {
    name: 'one debit succeeds where there was money for one',
    model: bank,
    isLinearizable: true,
    picture: `
      [---]  a.transfer {"to":"b","amount":8}
      [---]  a.transfer {"to":"c","amount":8} -> !402`,
  },
  {
    name: 'refused although there was money',
    model: bank,
    isLinearizable: false,
    picture: `
      [---]  a.transfer {"to":"b","amount":8} -> !402`,
  },
  {
    name: 'a transfer makes another one possible',
    model: bank,
    isLinearizable: true,
    picture: `
      [---]      a.transfer {"to":"b","amount":10}
      [---]      b.transfer {"to":"c","amount":15}
           [-]   c.balance -> 25`,
  },
  {
    name: 'a lost update: two deposits, one balance',
    model: bank,
    isLinearizable: false,
    picture: `
      [---]      b.transfer {"to":"a","amount":5}
      [---]      c.transfer {"to":"a","amount":5}
           [-]   a.balance -> 15`,
  },
  {
    name: 'a transfer that was never answered explains both balances',
    model: bank,
    isLinearizable: true,
    picture: `
      [-        a.transfer {"to":"b","amount":4}
         [-]    a.balance -> 6
           [-]  b.balance -> 14`,
  },
  {
    name: 'a transfer that was never answered cannot be half',
    model: bank,
    isLinearizable: false,
    picture: `
      [-          a.transfer {"to":"b","amount":4}
         [-]      a.balance -> 6
             [-]  b.balance -> 10`,
  },
  {
    name: 'no account sees the order of the others: a, b and c disagree',
    model: bank,
    isLinearizable: false,
    picture: `
      [-----]             a.transfer {"to":"b","amount":10}
      [-----]             b.transfer {"to":"a","amount":10}
             [-]          a.balance -> 0
                 [-]      b.balance -> 0`,
  },
];
