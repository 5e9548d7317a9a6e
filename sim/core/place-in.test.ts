import { expect, it } from 'vitest';
import { placeIn } from './place-in.ts';

const stack = (...lines: readonly string[]): string =>
  ['Error: no', ...lines.map((line) => `    at ${line}`)].join('\n');

it('names the innermost place in code that is neither of Node nor of a package', () => {
  const text = stack(
    'node:internal/process/task_queues:105:5',
    'call (/home/ann/node_modules/sdk/index.js:3:7)',
    'file:///home/ann/mine/handlers.ts:12:9',
    'run (file:///home/ann/mine/main.ts:1:1)',
  );
  expect(placeIn(text)).toBe('/home/ann/mine/handlers.ts:12');
  expect(placeIn(stack('async loops (file:///home/ann/mine/handlers.ts:13:9)'))).toBe('/home/ann/mine/handlers.ts:13');
});

it.each([
  ['file:///home/ann/mine/handlers.ts?vitest=1795944694536:22:15', '/home/ann/mine/handlers.ts:22'],
  ['judge (C:\\mine\\handlers.ts:22:15)', 'C:/mine/handlers.ts:22'],
  ['file:///C:/mine/my%20handlers.ts:22:15', 'C:/mine/my handlers.ts:22'],
])('names a place as a person would: %s', (frame, place) => {
  expect(placeIn(stack(frame))).toBe(place);
});

it('passes over code that was made from a text, as a debugger does', () => {
  const text = stack(
    'eval (eval at loops (/home/ann/handlers.ts:12:21), <anonymous>:1:1)',
    'loops (/home/ann/handlers.ts:12:21)',
  );
  expect(placeIn(text)).toBe('/home/ann/handlers.ts:12');
});

it('takes nothing of the message for a place', () => {
  expect(placeIn('Error: cannot read (/home/ann/notes.txt:1:2)')).toBe('a place that is not known');
});

it('says so when there is none', () => {
  expect(placeIn(stack('node:fs:1:1'))).toBe('a place that is not known');
});
