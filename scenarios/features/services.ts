/** Small services that together use everything that a context offers. */
export { counter, note, type Noted } from './counter.ts';
export { errands } from './errands.ts';
export { flow } from './flow.ts';
export { frail, frailObject } from './frail.ts';
export { notes } from './notes.ts';
export { slow } from './slow.ts';
