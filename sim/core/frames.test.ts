import { expect, it } from 'vitest';
import { locationIn } from './frames.ts';

const stack = (...lines: readonly string[]): string =>
  ['Error: no', ...lines.map((line) => `    at ${line}`)].join('\n');

it('gives the innermost location in code that is neither in Node nor in a package', () => {
  const text = stack(
    'node:internal/process/task_queues:105:5',
    'call (/home/ann/node_modules/sdk/index.js:3:7)',
    'file:///home/ann/mine/handlers.ts:12:9',
    'run (file:///home/ann/mine/main.ts:1:1)',
  );
  expect(locationIn(text)).toBe('/home/ann/mine/handlers.ts:12');
  expect(locationIn(stack('async loops (file:///home/ann/mine/handlers.ts:13:9)'))).toBe(
    '/home/ann/mine/handlers.ts:13',
  );
});

it.each([
  ['file:///home/ann/mine/handlers.ts?vitest=1795944694536:22:15', '/home/ann/mine/handlers.ts:22'],
  ['judge (C:\\mine\\handlers.ts:22:15)', 'C:/mine/handlers.ts:22'],
  ['file:///C:/mine/my%20handlers.ts:22:15', 'C:/mine/my handlers.ts:22'],
])('prints the location in a frame as a path and a line: %s', (frame, location) => {
  expect(locationIn(stack(frame))).toBe(location);
});

it('skips evaluated code, as a debugger does', () => {
  const text = stack(
    'eval (eval at loops (/home/ann/handlers.ts:12:21), <anonymous>:1:1)',
    'loops (/home/ann/handlers.ts:12:21)',
  );
  expect(locationIn(text)).toBe('/home/ann/handlers.ts:12');
});

it('does not take a path in the message for a location', () => {
  expect(locationIn('Error: cannot read (/home/ann/notes.txt:1:2)')).toBe('an unknown location');
});

it('reports an unknown location when there is none', () => {
  expect(locationIn(stack('node:fs:1:1'))).toBe('an unknown location');
});
