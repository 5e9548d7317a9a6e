import type { Op, Target } from '../conformance/ops.ts';
import {
  all,
  answer,
  attempt,
  awakeable,
  call,
  clear,
  get,
  keys,
  ownKey,
  peek,
  race,
  refuse,
  resolve,
  run,
  send,
  set,
  sleep,
  start,
  to,
  value,
  wait,
} from '../conformance/programs.ts';

/** What is exported: programs of the conformance services, each with the name of its file. */
export const exported: readonly { readonly name: string; readonly target: Target; readonly ops: readonly Op[] }[] = [
  { name: 'runs', target: to('S', 'exec'), ops: [run('a', [value(1)]), run('b', [value({ deep: ['ü'] })]), sleep(5)] },
  {
    name: 'state',
    target: to('O', 'exec', 'a'),
    ops: [get('x'), set('x', 1), get('x'), clear('x'), keys, set('y', 'ü')],
  },
  { name: 'state-again', target: to('O', 'exec', 'a'), ops: [get('y'), get('x'), set('x', 2), ownKey] },
  { name: 'lazy-state', target: to('OLazy', 'exec', 'a'), ops: [set('x', 1), get('x'), get('z'), keys] },
  { name: 'call', target: to('S', 'exec'), ops: [call(to('S', 'echo'), 'hello'), call(to('O', 'append', 'b'), 7)] },
  { name: 'send', target: to('S', 'exec'), ops: [send(to('O', 'append', 'c'), 1), run('r', [value(1)])] },
  { name: 'refusal', target: to('S', 'exec'), ops: [run('r', [refuse('no', 409, { why: 'so' })])] },
  { name: 'caught', target: to('S', 'exec'), ops: [attempt(run('r', [refuse('no', 409)])), answer('went on')] },
  {
    name: 'parallel',
    target: to('S', 'exec'),
    ops: [start('s', sleep(30)), start('c', call(to('S', 'echo'), 2)), all('s', 'c')],
  },
  {
    name: 'race',
    target: to('S', 'exec'),
    ops: [start('s', sleep(40)), start('c', call(to('S', 'echo'), 2)), race('s', 'c')],
  },
  { name: 'timeout', target: to('S', 'exec'), ops: [start('s', sleep(10)), wait('s', 60_000)] },
  { name: 'awakeable', target: to('S', 'exec'), ops: [awakeable('a', 'tag'), start('s', sleep(5)), wait('s')] },
  { name: 'workflow', target: to('W', 'run', 'w'), ops: [peek('p'), resolve('p', 'yes'), peek('p'), set('x', 1)] },
];
