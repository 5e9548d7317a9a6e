import { register as model } from '../models.ts';
import type { KnownHistory } from './history.ts';

/** Good and bad histories of a register. */
export const registerHistories: readonly KnownHistory[] = [
  {
    name: 'nothing written reads as the initial value',
    model,
    isLinearizable: true,
    picture: `
      [-] read -> 0`,
  },
  {
    name: 'a value from nowhere',
    model,
    isLinearizable: false,
    picture: `
      [-] read -> 1`,
  },
  {
    name: 'a write, then its value',
    model,
    isLinearizable: true,
    picture: `
      [-]    write 1
         [-] read -> 1`,
  },
  {
    name: 'a write, then the old value',
    model,
    isLinearizable: false,
    picture: `
      [-]    write 1
         [-] read -> 0`,
  },
  {
    name: 'a read during a write sees the new value',
    model,
    isLinearizable: true,
    picture: `
      [----] write 1
       [-]   read -> 1`,
  },
  {
    name: 'a read during a write sees the old value',
    model,
    isLinearizable: true,
    picture: `
      [----] write 1
       [-]   read -> 0`,
  },
  {
    name: 'during one write: first the new value, then the old one',
    model,
    isLinearizable: false,
    picture: `
      [--------] write 1
       [-]       read -> 1
           [-]   read -> 0`,
  },
  {
    name: 'during one write: first the old value, then the new one',
    model,
    isLinearizable: true,
    picture: `
      [--------] write 1
       [-]       read -> 0
           [-]   read -> 1`,
  },
  {
    name: 'two concurrent writes, in either order',
    model,
    isLinearizable: true,
    picture: `
      [---]     write 1
      [---]     write 2
           [-]  read -> 1`,
  },
  {
    name: 'two concurrent writes, read in both orders',
    model,
    isLinearizable: false,
    picture: `
      [---]         write 1
      [---]         write 2
           [-]      read -> 1
               [-]  read -> 2`,
  },
  {
    name: 'a write without a response has happened',
    model,
    isLinearizable: true,
    picture: `
      [-       write 1
         [-]   read -> 1`,
  },
  {
    name: 'a write without a response has not happened',
    model,
    isLinearizable: true,
    picture: `
      [-       write 1
         [-]   read -> 0`,
  },
  {
    name: 'a write without a response happens late',
    model,
    isLinearizable: true,
    picture: `
      [-           write 1
         [-]       read -> 0
             [-]   read -> 1`,
  },
  {
    name: 'a write without a response is undone',
    model,
    isLinearizable: false,
    picture: `
      [-           write 1
         [-]       read -> 1
             [-]   read -> 0`,
  },
  {
    name: 'two keys are two registers: one of them is wrong',
    model,
    isLinearizable: false,
    picture: `
      [-]     a.write 1
         [-]  b.read -> 1`,
  },
  {
    name: 'two keys are two registers',
    model,
    isLinearizable: true,
    picture: `
      [-]     a.write 1
         [-]  b.read -> 0
         [-]  a.read -> 1`,
  },
  {
    name: 'a stale read after two writes',
    model,
    isLinearizable: false,
    picture: `
      [-]         write 1
         [-]      write 2
            [-]   read -> 1`,
  },
];
