import { queue as model } from '../models.ts';
import type { KnownHistory } from './history.ts';

/** Good and bad histories of a queue. */
export const queueHistories: readonly KnownHistory[] = [
  {
    name: 'out in the order of the puts',
    model,
    isLinearizable: true,
    picture: `
      [-]           put 1
         [-]        put 2
            [-]     pop -> 1
               [-]  pop -> 2`,
  },
  {
    name: 'out in the other order',
    model,
    isLinearizable: false,
    picture: `
      [-]           put 1
         [-]        put 2
            [-]     pop -> 2
               [-]  pop -> 1`,
  },
  {
    name: 'concurrent puts, out in either order',
    model,
    isLinearizable: true,
    picture: `
      [---]            put 1
      [---]            put 2
           [-]         pop -> 2
               [-]     pop -> 1`,
  },
  {
    name: 'one item comes out twice',
    model,
    isLinearizable: false,
    picture: `
      [-]           put 1
         [-]        pop -> 1
            [-]     pop -> 1`,
  },
  {
    name: 'two concurrent pops, one gets it',
    model,
    isLinearizable: true,
    picture: `
      [-]       put 1
         [---] pop -> 1
         [---] pop -> null`,
  },
  {
    name: 'two concurrent pops, both get it',
    model,
    isLinearizable: false,
    picture: `
      [-]       put 1
         [---] pop -> 1
         [---] pop -> 1`,
  },
  {
    name: 'two concurrent pops, neither gets it',
    model,
    isLinearizable: false,
    picture: `
      [-]       put 1
         [---] pop -> null
         [---] pop -> null`,
  },
  {
    name: 'an item comes out that was never put in',
    model,
    isLinearizable: false,
    picture: `
      [-] pop -> 7`,
  },
  {
    name: 'a put without a response comes out',
    model,
    isLinearizable: true,
    picture: `
      [-      put 1
         [-]  pop -> 1`,
  },
  {
    name: 'a put without a response comes out twice',
    model,
    isLinearizable: false,
    picture: `
      [-         put 1
         [-]     pop -> 1
            [-]  pop -> 1`,
  },
  {
    name: 'empty, during a put',
    model,
    isLinearizable: true,
    picture: `
      [-----] put 1
       [-]    pop -> null`,
  },
];
